import type { CurvePoint, JobEvaluations } from '../../core/training/training-job.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { type LossSeries, nearestPlace } from './chart/loss-series.ts';
import { formatLoss } from './format-training.ts';

const TEXTS = TRAINING_TEXTS.loss;

/** What the charts say at one step: a title and named values. */
export interface Reading {
  readonly step: number;
  readonly title: string;
  readonly isCheckpoint: boolean;
  readonly values: readonly (readonly [string, string])[];
}

/** A curve behind the job's own, as far as it is read. */
export interface ReadOverlay {
  readonly label: string;
  readonly series: LossSeries;
}

/** The values at the point nearest to a step; undefined where there is none. */
export function readCurves(
  step: number,
  points: readonly CurvePoint[],
  series: LossSeries,
  overlays: readonly ReadOverlay[],
  heldOut: readonly { readonly step: number; readonly loss: number }[],
  checkpoints: readonly number[],
): Reading | undefined {
  const place = nearestPlace(series.steps, step);
  const point = points[place];
  if (!point) return undefined;
  const { first, step: last } = point;
  const isBinned = last > first;
  const smoothed = series.smoothed[place];
  const within = (at: number) => at >= first && at <= last;
  return {
    step: last,
    title: isBinned ? TEXTS.steps(first, last) : TEXTS.step(last),
    isCheckpoint: checkpoints.some(within),
    values: [
      ...(smoothed === undefined ? [] : [[TEXTS.smoothed, formatLoss(smoothed)] as const]),
      [isBinned ? TEXTS.rawMean : TEXTS.raw, formatLoss(point.loss)] as const,
      ...(isBinned
        ? [[TEXTS.rangeOf, `${formatLoss(point.lossLow)}–${formatLoss(point.lossHigh)}`] as const]
        : []),
      ...heldOut
        .filter((one) => within(one.step))
        .map(({ loss }) => [TEXTS.heldOut, formatLoss(loss)] as const),
      ...overlays.flatMap(({ label, series: { steps, smoothed: values } }) => {
        // Beyond its last step a shorter job says nothing.
        if (last > (steps.at(-1) ?? -1)) return [];
        const value = values[nearestPlace(steps, last)];
        return value === undefined ? [] : [[label, formatLoss(value)] as const];
      }),
    ],
  };
}

/** Held-out losses in the order of steps. */
export function heldOutOf(
  evaluations: JobEvaluations | undefined,
): readonly { readonly step: number; readonly loss: number }[] {
  return (evaluations?.evaluations ?? []).flatMap(({ step, heldOutLoss }) =>
    heldOutLoss === undefined ? [] : [{ step, loss: heldOutLoss }],
  );
}
