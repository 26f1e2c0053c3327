import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth } from './smooth.ts';

const ones = (values: readonly number[]) => values.map(() => 1);

describe('smooth()', () => {
  it('[SCREEN1] is the moving average of TensorBoard: the first value as it is, the start corrected', () => {
    // s = 0.4, 0.4·0.6 + 0.8 = 1.04; divided by 0.4 and 0.64.
    const [first, second] = smooth([1, 2], [1, 1], 0.6);
    expect(first).toBeCloseTo(1, 12);
    expect(second).toBeCloseTo(1.04 / 0.64, 12);
  });

  it('[SCREEN1] weight 0 is the curve as it is, and a constant stays the constant', () => {
    expect(smooth([3, 1, 2], [1, 1, 1], 0)).toEqual([3, 1, 2]);
    for (const value of smooth([2, 2, 2], [1, 5, 1000], 0.99)) expect(value).toBeCloseTo(2, 9);
  });

  it('[SCREEN1] a value that stands for several steps weighs as so many equal ones', () => {
    const steps = fc.array(
      fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.integer({ min: 1, max: 6 })),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 0.995, noNaN: true }), (points, weight) => {
        const each = points.flatMap(([value, count]) => Array.from({ length: count }, () => value));
        const binned = smooth(
          points.map(([value]) => value),
          points.map(([, count]) => count),
          weight,
        );
        expect(binned.at(-1)).toBeCloseTo(smooth(each, ones(each), weight).at(-1) ?? Number.NaN, 6);
      }),
    );
  });

  it('[SCREEN1] a part of a curve continues what came before it', () => {
    const all = [5, 4, 3, 2, 1];
    const whole = smooth(all, ones(all), 0.9);
    const part = smooth([2, 1], [1, 1], 0.9, { values: [5, 4, 3], counts: [1, 1, 1] });
    part.forEach((value, index) => {
      expect(value).toBeCloseTo(whole[index + 3] ?? Number.NaN, 12);
    });
  });
});
