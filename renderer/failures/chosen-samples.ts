import type { SampleId } from '../../core/ids.ts';
import type { ProblemGroup, SampleChoice } from '../../core/run.ts';

/** Samples of a group that are chosen; `all` means every one of them, listed or not. */
export interface Chosen {
  readonly all: boolean;
  readonly samples: ReadonlySet<SampleId>;
}

export const NONE: Chosen = { all: false, samples: new Set() };
export const ALL: Chosen = { all: true, samples: new Set() };

export function isChosen({ all, samples }: Chosen, sample: SampleId): boolean {
  return all || samples.has(sample);
}

/** `listed`: what is on the screen; taking one out of all leaves the other listed ones. */
export function toggled(chosen: Chosen, sample: SampleId, listed: readonly SampleId[]): Chosen {
  const samples = new Set(chosen.all ? listed : chosen.samples);
  if (!samples.delete(sample)) samples.add(sample);
  return { all: false, samples };
}

export function countChosen({ all, samples }: Chosen, total: number): number {
  return all ? total : samples.size;
}

/** State of the box that stands for all. */
export function boxOf(chosen: Chosen, total: number): boolean | 'mixed' {
  const count = countChosen(chosen, total);
  if (count === 0) return false;
  return count >= total ? true : 'mixed';
}

/** What the engine is asked to act on: with nothing chosen, the whole group. */
export function choiceOf(
  group: Pick<ProblemGroup, 'node' | 'outcome' | 'cause'>,
  chosen: Chosen,
): SampleChoice {
  if (!chosen.all && chosen.samples.size > 0) return { node: group.node, samples: [...chosen.samples] };
  // What a run has put aside has kept no cause but that.
  return group.outcome === 'rejected' ? { node: group.node } : { node: group.node, cause: group.cause };
}
