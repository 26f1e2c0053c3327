import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject, type Verdict } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { findPhrase, longestChain, repeatedRunShare, repeatedSentenceShare } from './repetition.ts';
import { withoutQuotes } from './text-units.ts';

const share = z.number().min(0).max(1).multipleOf(0.01);

const params = z.object({
  sentences: param(share.default(0.25), {
    label: 'Repeated sentences',
    help: 'Most that may stand in sentences which have stood before: words of repeats / all words.',
    widget: 'slider',
    card: true,
  }),
  runs: param(share.default(0.3), {
    label: 'Repeated phrases',
    help: 'Most of the six-word stretches that may have stood before: 1 − different ones / all.',
    widget: 'slider',
    card: true,
  }),
  inARow: param(z.int().min(2).max(100).default(4), {
    label: 'The same in a row',
    help: 'A word or phrase that stands so often without anything between is a loop.',
    unit: 'times',
  }),
  phrases: param(
    z
      .array(z.string().max(500))
      .max(200)
      .default([
        'does not contain any imaginary content',
        'no imaginary content',
        'free of imaginary content',
        'without any imaginary content',
      ]),
    {
      label: 'Known loops',
      help: 'One phrase a line. Once is enough.',
      widget: 'lines',
    },
  ),
});

type Params = z.output<typeof params>;

/** Rejects captions that go round in circles. */
export const loop = defineNode.each({
  type: 'filters.loop',
  version: 1,
  title: 'Loop filter',
  summary: 'Rejects captions that say the same thing again and again.',
  icon: 'repeat',
  synonyms: ['repetition', 'repeated', 'n-gram', 'degenerate', 'imaginary content'],
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  reads: ['caption'],
  run: ({ caption }, params) => judge(withoutQuotes(caption.text), params),
});

function judge(text: string, params: Params): Verdict {
  const phrase = findPhrase(text, params.phrases);
  if (phrase !== undefined) return reject('known loop', phrase);
  const chain = longestChain(text);
  if (chain.times >= params.inARow)
    return reject(
      'repeated in a row',
      `${chain.times} × “${chain.phrase}”, fewer than ${params.inARow} pass`,
    );
  const sentences = repeatedSentenceShare(text);
  if (sentences > params.sentences) return reject('repeated sentences', against(sentences, params.sentences));
  const runs = repeatedRunShare(text);
  return runs > params.runs ? reject('repeated phrases', against(runs, params.runs)) : keep();
}

/** A share beside the most that passes. */
function against(share: number, most: number): string {
  return `${(share * 100).toFixed(1)}% of the text, at most ${Math.round(most * 100)}%`;
}
