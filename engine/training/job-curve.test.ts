import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '../../core/training/train-event.ts';
import type { CurvePoint } from '../../core/training/training-job.ts';
import { JobCurve } from './job-curve.ts';

const stepOf = (step: number, loss: number): Extract<TrainEvent, { kind: 'step' }> => ({
  kind: 'step',
  at: step * 1000,
  step,
  epoch: step / 10,
  loss,
  learning_rate: { projector: 1e-3 },
  grad_norm: loss,
  images_per_second: 5,
  tokens_per_second: 500,
  memory_bytes: step,
  data_wait: 0,
});

function curveOf(losses: readonly number[], most?: number): JobCurve {
  const curve = new JobCurve(most);
  for (const [index, loss] of losses.entries()) curve.add(stepOf(index + 1, loss));
  return curve;
}

describe('a curve', () => {
  it('has every step of a short run, and says what a client lacks', () => {
    const curve = curveOf([3, 2, 1]);
    const page = curve.page(undefined, 100);
    expect(page).toMatchObject({ whole: true, generation: 0, stride: 1 });
    expect(page.points.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 3],
      [2, 2],
      [3, 1],
    ]);
    curve.add(stepOf(4, 0.5));
    const more = curve.page({ generation: 0, stride: 1, first: 3 }, 100);
    expect(more).toMatchObject({ whole: false });
    expect(more.points.map(({ step }) => step)).toEqual([3, 4]);
  });

  it('[JOB5] a step that was done again counts once, and clients are told to begin anew', () => {
    const curve = curveOf([5, 4, 3, 2]);
    curve.add(stepOf(3, 30));
    const page = curve.page({ generation: 0, stride: 1, first: 4 }, 100);
    expect(page.whole).toBe(true);
    expect(page.points.map(({ loss }) => loss)).toEqual([5, 4, 30]);
    expect(curve.last).toMatchObject({ step: 3, loss: 30 });
  });

  it('[JOB5] is drawn together to what was asked for, and keeps mean, range and peak', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 4, max: 64 }),
        (losses, most, kept) => {
          const { points, stride } = curveOf(losses, kept).page(undefined, most);
          expect(points.length).toBeLessThanOrEqual(Math.max(most, 1));
          expect(points.map(drawn)).toEqual(expected(losses, stride));
        },
      ),
    );
  });

  it('a client that follows has what one that comes late gets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), { maxLength: 12 }),
        (looks) => {
          const curve = new JobCurve(16);
          let held: readonly CurvePoint[] = [];
          let have: { generation: number; stride: number; first: number } | undefined;
          for (const steps of looks) {
            for (const step of steps) curve.add(stepOf(step, step));
            const { whole, generation, stride, points } = curve.page(have, 10);
            const first = points[0]?.first ?? Number.POSITIVE_INFINITY;
            held = whole ? points : [...held.filter((point) => point.first < first), ...points];
            const last = held.at(-1);
            have = last && { generation, stride, first: last.first };
          }
          expect(held).toEqual(curve.page(undefined, 10).points);
        },
      ),
    );
  });
});

const drawn = ({ first, step, loss, lossLow, lossHigh, memoryBytes }: CurvePoint) => [
  first,
  step,
  Number(loss.toFixed(9)),
  lossLow,
  lossHigh,
  memoryBytes,
];

function expected(losses: readonly number[], stride: number): unknown[][] {
  const points: unknown[][] = [];
  for (let from = 0; from < losses.length; from += stride) {
    const some = losses.slice(from, from + stride);
    const mean = some.reduce((sum, loss) => sum + loss, 0) / some.length;
    const last = from + some.length;
    points.push([from + 1, last, Number(mean.toFixed(9)), Math.min(...some), Math.max(...some), last]);
  }
  return points;
}
