import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logSplits } from './log-splits.ts';

it('[SCREEN4] an axis with logarithms has round lines, within a decade and over several', () => {
  expect(logSplits(0.95, 3.2)).toEqual([1, 1.5, 2, 2.5, 3]);
  expect(logSplits(0.04, 3)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  expect(logSplits(1e-7, 10)).toEqual([1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]);
});

it('[SCREEN4] nothing that has no logarithm has lines', () => {
  for (const [min, max] of [
    [0, 1],
    [-1, 1],
    [1, 1],
    [Number.NaN, 1],
  ] as const)
    expect(logSplits(min, max)).toEqual([]);
});

it('[SCREEN4] lines ascend within the axis and are few', () => {
  const positive = fc.double({ min: 1e-8, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (one, other) => {
      const [min, max] = [Math.min(one, other), Math.max(one, other)];
      const lines = logSplits(min, max);
      expect(lines.length).toBeLessThan(20);
      lines.forEach((line, index) => {
        expect(line).toBeGreaterThan(lines[index - 1] ?? 0);
        expect(line).toBeGreaterThanOrEqual(min * 0.999);
        expect(line).toBeLessThanOrEqual(max * 1.001);
      });
    }),
  );
});
