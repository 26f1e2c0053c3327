import type { Artifact, DatasetRecord } from '../../../core/artifact.ts';
import type { JobContext } from '../../../core/node-context.ts';
import { type CompactSet, createCompactSet } from '../../compact-set.ts';
import { type Match, planSwap, type SwapPlan } from './swap-plan.ts';
import { weigh } from './weigh.ts';

/** Datasets of one port, and how often they come. */
export interface Part {
  readonly datasets: readonly Artifact[];
  readonly weight: number;
}

/** A part of which is known what of it will come. */
export interface PlannedPart {
  /** How many records will come out of it. */
  readonly taken: number;
  /** The records that come, each with its place among all records that go into the mix. */
  readonly records: (
    seed: number,
  ) => AsyncIterable<{ readonly record: DatasetRecord; readonly position: number }>;
}

export interface MixPlan {
  readonly parts: readonly PlannedPart[];
  readonly swap: SwapPlan;
  readonly match: Match;
  /** Whether a record shows a picture that is held out in one of the datasets: then it is held out in the mix. */
  readonly isHeldOut: (record: DatasetRecord) => boolean;
}

const NO_SWAP: SwapPlan = { captionFor: () => undefined, swapped: 0, without: 0, unused: 0, examples: [] };

/**
 * Looks through everything once: what is held out anywhere, how much there is to learn from, and what is swapped. Memory: some 20 bytes a
 * held-out picture, beside what `planSwap` keeps.
 */
export async function planMix(
  parts: readonly Part[],
  captions: readonly Artifact[],
  { match, limit, shortest }: { readonly match: Match; readonly limit: number; readonly shortest: number },
  frozen: JobContext['frozen'],
): Promise<MixPlan> {
  const heldOut = createCompactSet();
  const walk = (datasets: readonly Artifact[]) => allRecords(datasets, frozen);
  const all = parts.flatMap(({ datasets }) => datasets);
  for await (const { split, images } of walk([...all, ...captions]))
    if (split === 'held-out') for (const { hash } of images) heldOut.add(hash);
  const isHeldOut = (record: DatasetRecord) => shows(record, heldOut);

  const swap =
    captions.length === 0
      ? NO_SWAP
      : await planSwap(
          () => walk(all),
          () => walk(captions),
          { match, limit, shortest, heldOut },
        );
  const planned: PlannedPart[] = [];
  let before = 0;
  for (const { datasets, weight } of parts) {
    let [learnt, measured] = [0, 0];
    for await (const record of walk(datasets)) {
      if (isHeldOut(record)) measured += 1;
      else learnt += 1;
    }
    const start = before;
    planned.push({
      taken: measured + weigh(learnt, weight, 0).taken,
      records: (seed) => weighed(() => walk(datasets), { learnt, weight, seed, start, isHeldOut }),
    });
    before += learnt + measured;
  }
  return { parts: planned, swap, match, isHeldOut };
}

/** Records that are held out come with the first walk, whatever the weight. */
async function* weighed(
  walk: () => AsyncIterable<DatasetRecord>,
  facts: {
    readonly learnt: number;
    readonly weight: number;
    readonly seed: number;
    readonly start: number;
    readonly isHeldOut: (record: DatasetRecord) => boolean;
  },
): AsyncGenerator<{ readonly record: DatasetRecord; readonly position: number }> {
  const weighing = weigh(facts.learnt, facts.weight, facts.seed);
  for (let round = 0; round < Math.max(1, weighing.walks); round += 1) {
    let [position, learnt] = [facts.start, 0];
    for await (const record of walk()) {
      const comes = facts.isHeldOut(record) ? round === 0 : weighing.takes(round, learnt++);
      if (comes) yield { record, position };
      position += 1;
    }
  }
}

async function* allRecords(
  datasets: readonly Artifact[],
  frozen: JobContext['frozen'],
): AsyncGenerator<DatasetRecord> {
  for (const dataset of datasets) yield* frozen.records(dataset);
}

function shows({ split, images }: DatasetRecord, heldOut: CompactSet): boolean {
  return split === 'held-out' || images.some(({ hash }) => heldOut.has(hash));
}
