import type { OutcomeRecord } from '../../core/run.ts';

/** Samples whose caption, prompt, path or reason has all words of a search, whatever their case. */
export function filterSamples(samples: readonly OutcomeRecord[], search: string): readonly OutcomeRecord[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return samples;
  return samples.filter((record) => {
    const text = textOf(record).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function textOf({ sample: { facets }, reason, detail, error }: OutcomeRecord): string {
  return [facets.caption?.text, facets.prompt?.text, facets.location.path, reason, detail, error?.message]
    .filter(Boolean)
    .join('\n');
}

/** What tells one record of a list from the others. */
export function sampleKey({ node, sample, at, port }: OutcomeRecord): string {
  return `${node} ${sample.id} ${port ?? ''} ${at}`;
}
