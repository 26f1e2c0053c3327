import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePoint } from '../testing-jobs.ts';
import { joinSteps, lossSeries, nearestPlace, placeBefore } from './loss-series.ts';

it('[SCREEN1] the smoothed curve weighs each point by its steps', () => {
  const points = [curvePoint(4, { first: 1, loss: 4 }), curvePoint(5, { first: 5, loss: 2 })];
  const { steps, raw, smoothed } = lossSeries(points, 0.5);
  expect([steps, raw]).toEqual([
    [4, 5],
    [4, 2],
  ]);
  // After four steps of 4 the average is 4·(1 − 1/16); one step of 2 makes it half of that and 1; corrected by 1 − 1/32.
  expect(smoothed[1]).toBeCloseTo((3.75 / 2 + 1) / (1 - 1 / 32), 12);
});

describe('joinSteps()', () => {
  it('[SCREEN5] lays curves of several jobs over one another, whatever steps they have', () => {
    expect(
      joinSteps([
        { steps: [1, 2, 3], columns: [[10, 20, 30]] },
        {
          steps: [2, 4],
          columns: [
            [5, 6],
            [7, 8],
          ],
        },
      ]),
    ).toEqual({
      steps: [1, 2, 3, 4],
      columns: [
        [10, 20, 30, null],
        [null, 5, null, 6],
        [null, 7, null, 8],
      ],
    });
    expect(joinSteps([])).toEqual({ steps: [], columns: [] });
  });

  it('[SCREEN5] loses no value', () => {
    const table = fc
      .uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 20 })
      .map((steps) => steps.sort((a, b) => a - b))
      .map((steps) => ({ steps, columns: [steps.map((step) => step * 2)] }));
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 4 }), (tables) => {
        const { steps, columns } = joinSteps(tables);
        tables.forEach((given, index) => {
          const kept = steps.filter((_, place) => columns[index]?.[place] != null);
          expect(kept).toEqual(given.steps);
        });
      }),
    );
  });
});

it('[SCREEN4] the point at a step is found by halving', () => {
  const ascending = fc
    .uniqueArray(fc.integer({ min: 0, max: 100 }))
    .map((steps) => steps.sort((a, b) => a - b));
  fc.assert(
    fc.property(ascending, fc.integer({ min: -5, max: 105 }), (steps, step) => {
      expect(placeBefore(steps, step)).toBe(steps.findLastIndex((one) => one <= step));
      const gap = Math.min(...steps.map((one) => Math.abs(one - step)));
      const place = nearestPlace(steps, step);
      if (steps.length === 0) expect(place).toBe(-1);
      else expect(Math.abs((steps[place] ?? 0) - step)).toBe(gap);
    }),
  );
});
