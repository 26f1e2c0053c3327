import type { CaptionId } from '../../core/ids.ts';
import type { OutcomeRecord } from '../../core/run.ts';
import type { CaptionFacet, PromptFacet, Sample, SampleFacets } from '../../core/sample.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';

/** A sample as JSON text, with numbers of rows in the place of its prompt and caption, which make up most of it. */
export interface SamplePacking {
  /** Inside the caller's write: prompts may be new. */
  pack(sample: Sample): string;
  unpack(text: string): Sample;
  packOutcome(outcome: OutcomeRecord): string;
  unpackOutcome(text: string): OutcomeRecord;
}

interface Captions {
  isStored(id: CaptionId): boolean;
  exact(id: CaptionId): CaptionFacet | undefined;
}

type PackedSample = Omit<Sample, 'facets'> & {
  readonly facets: Omit<SampleFacets, 'prompt' | 'caption'> & {
    readonly prompt?: PromptFacet | number;
    readonly caption?: CaptionFacet | CaptionId;
  };
};
type PackedOutcome = Omit<OutcomeRecord, 'sample'> & { readonly sample: PackedSample };

export function samplePacking(interned: Interned, captions: Captions): SamplePacking {
  function packed(sample: Sample): PackedSample {
    const { prompt, caption, ...facets } = sample.facets;
    return {
      ...sample,
      facets: {
        ...facets,
        ...(prompt !== undefined && { prompt: interned.prompt(prompt) }),
        ...(caption !== undefined && { caption: captions.isStored(caption.id) ? caption.id : caption }),
      },
    };
  }

  function unpacked(sample: PackedSample): Sample {
    const { prompt, caption, ...facets } = sample.facets;
    const promptFacet = typeof prompt === 'number' ? interned.promptOf(prompt) : prompt;
    const captionFacet = typeof caption === 'number' ? captions.exact(caption) : caption;
    return {
      ...sample,
      facets: {
        ...facets,
        ...(promptFacet !== undefined && { prompt: promptFacet }),
        ...(captionFacet !== undefined && { caption: captionFacet }),
      },
    };
  }

  return {
    pack: (sample) => JSON.stringify(packed(sample)),
    unpack: (text) => unpacked(parseColumn<PackedSample>(text)),
    packOutcome: (outcome) => JSON.stringify({ ...outcome, sample: packed(outcome.sample) }),
    unpackOutcome: (text) => {
      const outcome = parseColumn<PackedOutcome>(text);
      return { ...outcome, sample: unpacked(outcome.sample) };
    },
  };
}
