import type { CurvePoint } from '../../../core/training/training-job.ts';
import { smooth } from '../smooth.ts';

/** A job's loss as it is drawn: columns of equal length. */
export interface LossSeries {
  /** Last step of each point. */
  readonly steps: readonly number[];
  readonly raw: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly smoothed: readonly number[];
}

/** @param weight of the smoothing, 0 to below 1 */
export function lossSeries(points: readonly CurvePoint[], weight: number): LossSeries {
  const raw = points.map(({ loss }) => loss);
  const counts = points.map(({ first, step }) => step - first + 1);
  return {
    steps: points.map(({ step }) => step),
    raw,
    low: points.map(({ lossLow }) => lossLow),
    high: points.map(({ lossHigh }) => lossHigh),
    smoothed: smooth(raw, counts, weight),
  };
}

/** Values that stand at the same steps as others; null where nothing stands. */
export type Column = readonly (number | null)[];

/** Columns over all steps of several tables, ascending: what stands at a step in one of them and not in another is null in the other. */
export function joinSteps(
  tables: readonly {
    readonly steps: readonly number[];
    readonly columns: readonly (readonly (number | null)[])[];
  }[],
): { readonly steps: readonly number[]; readonly columns: readonly Column[] } {
  const [only] = tables;
  if (only && tables.length === 1) return only;
  const steps = [...new Set(tables.flatMap((table) => table.steps))].sort((a, b) => a - b);
  const place = new Map(steps.map((step, index) => [step, index]));
  const columns = tables.flatMap((table) =>
    table.columns.map((column) => {
      const spread: (number | null)[] = new Array(steps.length).fill(null);
      table.steps.forEach((step, index) => {
        spread[place.get(step) ?? 0] = column[index] ?? null;
      });
      return spread;
    }),
  );
  return { steps, columns };
}

/** Place of the last step that is not after `step`; −1 where there is none. Steps ascend. */
export function placeBefore(steps: readonly number[], step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Place of the point in whose steps `step` lies, or of the one nearest to it; −1 where there is none. */
export function nearestPlace(steps: readonly number[], step: number): number {
  const before = placeBefore(steps, step);
  const [here, next] = [steps[before], steps[before + 1]];
  if (here === undefined) return next === undefined ? -1 : 0;
  return next !== undefined && next - step < step - here ? before + 1 : before;
}
