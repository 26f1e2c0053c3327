import type { Estimate } from '../../../core/forecast.ts';
import type { CaptionFacts } from '../../store/forecasts-table.ts';
import { type ForecastInput, type NodeFigures, type NodeSample, stillToDo, sumOf } from './forecast-input.ts';
import { add, complement, estimateRate, estimateTotal, exactly, scale } from './intervals.ts';
import type { TallyEvent } from './tally.ts';

/** Rows of a caption and its result in the project file with their indexes, bytes, without the text. */
const CAPTION_BYTES = 220;

/** What a captioner's requests will still take. */
export interface NodeMoney {
  readonly figures: Pick<NodeFigures, 'known' | 'costUsd' | 'promptTokens' | 'completionTokens' | 'bytes'>;
  /** Of the samples outside of the trial, the share that has no result yet. */
  readonly unknownShare: Estimate;
}

/**
 * Money, tokens and disk of one captioner: the whole less what the trial has seen, less what is known besides. Replies of earlier runs tell
 * what a reply takes as well as new ones do.
 */
export function nodeMoney(input: ForecastInput, sample: NodeSample, arrived: Estimate): NodeMoney {
  const { run, facts } = input;
  const unknownShare = complement(knownShare(input, sample, arrived));
  const factsOf = ({ caption }: TallyEvent) => (caption === undefined ? undefined : facts.get(caption));
  /** A sample like another of the trial shares its reply, and will among all. */
  const isShared = (event: TallyEvent) => event.reused && factsOf(event)?.run === run;
  const rest = (of: (facts: CaptionFacts) => number, ofFailure = 0): Estimate => {
    const value = (event: TallyEvent) => {
      const known = factsOf(event);
      if (known !== undefined) return isShared(event) ? 0 : of(known);
      return event.outcome === 'failed' ? ofFailure : 0;
    };
    const strata = sample.strata((events) => sumOf(events.map(value)));
    const seen = sumOf(strata.flatMap(({ values }) => values));
    const isFree = seen === 0 && sample.events.length > 0;
    return isFree
      ? exactly(0)
      : scale(stillToDo(input, sample, arrived, estimateTotal(strata), seen), unknownShare);
  };

  const replies = sample.events.flatMap((event) => factsOf(event) ?? []);
  const priced = replies.every(({ costUsd }) => costUsd !== undefined);
  const counted = replies.some(({ promptTokens }) => promptTokens !== undefined);
  const stored = sample.events.filter(({ outcome }) => outcome !== 'failed').length;
  const figures = {
    bytes: rest(({ characters }) => CAPTION_BYTES + characters),
    known: add([
      exactly(stored),
      scale(stillToDo(input, sample, arrived, arrived, sample.events.length), complement(unknownShare)),
    ]),
    ...(priced && { costUsd: rest(costToCome(input, sample), failureCost(input, sample)) }),
    ...(counted && {
      promptTokens: rest(({ promptTokens = 0 }) => promptTokens),
      completionTokens: rest(({ completionTokens = 0 }) => completionTokens),
    }),
  };
  return { figures, unknownShare };
}

/** What a reply like one of the trial will cost: the trial asks directly, where a run of everything may ask by batch. */
function costToCome(
  { chosen, deliveries }: ForecastInput,
  { planned }: NodeSample,
): (facts: CaptionFacts) => number {
  const share = deliveries.get(planned.node.id)?.share ?? 1;
  return ({ costUsd = 0, partial }) => (chosen && partial ? costUsd * share : costUsd);
}

/** What a failed sample cost on average: requests whose reply never came are counted at their worst case. */
function failureCost({ spent, facts, run }: ForecastInput, { planned, events }: NodeSample): number {
  const failures = events.filter(({ outcome }) => outcome === 'failed').length;
  if (failures === 0) return 0;
  const paid = sumOf(
    events.map(({ caption, reused }) => {
      const found = caption === undefined || reused ? undefined : facts.get(caption);
      return found?.run === run ? (found.costUsd ?? 0) : 0;
    }),
  );
  return Math.max(0, ((spent.get(planned.node.id) ?? 0) - paid) / failures);
}

/**
 * Of the samples outside of the trial, the share with a known result. Trials choose by hash, so that a larger one contains the smaller: what
 * an earlier trial made says nothing of the rest and is left out. Where no run of everything has written anything, nothing is known. Where an
 * earlier trial made all of it, what runs of everything have written since is counted; that these are the same samples is likely, not certain.
 */
function knownShare(input: ForecastInput, { planned, events }: NodeSample, arrived: Estimate): Estimate {
  const { facts, wholeRuns, run } = input;
  if (!wholeRuns) return exactly(0);
  let fresh = 0;
  let known = 0;
  for (const { caption, reused, outcome } of events) {
    const found = caption === undefined ? undefined : facts.get(caption);
    if (!reused) fresh += outcome === 'failed' ? 0 : 1;
    else if (found !== undefined && !found.partial && found.run !== run) known += 1;
  }
  if (fresh + known > 0)
    return estimateRate([{ population: Number.MAX_SAFE_INTEGER, tried: fresh + known, hits: known }]);
  const captions = events.flatMap(({ caption }) => caption ?? []);
  const rest = Math.max(1, arrived.value - events.length);
  const counted = Math.min(1, input.countLike(planned.node.id, captions) / rest);
  return { value: counted, low: 0, high: counted };
}
