import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rangeOf, zoomed } from './shown-range.ts';

it('[SCREEN4] all steps leave room for those to come; parts follow what is done', () => {
  expect(rangeOf('all', 3120, 4867)).toEqual([0, 4867]);
  expect(rangeOf('all', 3120, undefined)).toEqual([0, 3120]);
  expect(rangeOf('all', 0, undefined)).toEqual([0, 1]);
  expect(rangeOf('half', 3000, 4867)).toEqual([1500, 3000]);
  expect(rangeOf('tenth', 3000, 4867)).toEqual([2700, 3000]);
  expect(rangeOf([10, 20], 3000, 4867)).toEqual([10, 20]);
});

it('[SCREEN4] zooming keeps what is read in its place, and stays within the job', () => {
  expect(zoomed([0, 100], 0.5, 50, 100)).toEqual([25, 75]);
  expect(zoomed([25, 75], 2, 50, 100)).toEqual([0, 100]);
  const end = fc.integer({ min: 10, max: 1_000_000 });
  fc.assert(
    fc.property(
      end,
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      fc.nat(),
      fc.nat(),
      (last, factor, one, other) => {
        const [from, to] = [one % last, other % last].sort((a, b) => a - b) as [number, number];
        const next = zoomed([from, to], factor, undefined, last);
        expect(next[0]).toBeGreaterThanOrEqual(0);
        expect(next[1]).toBeLessThanOrEqual(last + 1);
        expect(next[1]).toBeGreaterThan(next[0]);
      },
    ),
  );
});
