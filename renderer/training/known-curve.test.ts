import { expect, it } from 'vitest';
import { NO_CURVE, placeOf, takePage } from './known-curve.ts';
import { curvePoint } from './testing-jobs.ts';

const points = [1, 2, 3].map((step) => curvePoint(step));

it('[SCREEN3] only what is new of a curve is asked for, and takes the place of what it repeats', () => {
  expect(placeOf(NO_CURVE)).toBeUndefined();
  const known = takePage(NO_CURVE, { whole: true, generation: 0, stride: 1, points });
  expect(placeOf(known)).toEqual({ generation: 0, stride: 1, first: 3 });
  const again = curvePoint(3, { loss: 9 });
  const next = takePage(known, { whole: false, generation: 0, stride: 1, points: [again, curvePoint(4)] });
  expect(next.points).toEqual([points[0], points[1], again, curvePoint(4)]);
  expect(takePage(next, { whole: false, generation: 0, stride: 1, points: [] })).toBe(next);
});

it('[SCREEN3] steps that were done again, and points that were drawn together, replace all that was known', () => {
  const known = takePage(NO_CURVE, { whole: true, generation: 0, stride: 1, points });
  const wider = [curvePoint(2, { first: 1 })];
  expect(takePage(known, { whole: true, generation: 1, stride: 2, points: wider })).toEqual({
    generation: 1,
    stride: 2,
    points: wider,
  });
});
