import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CurveBook } from './curve.ts';
import { stepEvent } from './testing-events.ts';

const bookOf = (losses: readonly number[], most?: number) => {
  const book = new CurveBook(most);
  losses.forEach((loss, index) => {
    book.add(stepEvent(index + 1, { loss }));
  });
  return book;
};

describe('CurveBook', () => {
  it('[SCREEN1] gives every step as it was logged while there is room', () => {
    const curve = bookOf([3, 2, 1]).read();
    expect([curve.size, curve.last, curve.loss]).toEqual([1, [1, 2, 3], [3, 2, 1]]);
    expect(curve.columns.projector_learning_rate).toEqual([2e-5, 2e-5, 2e-5]);
    expect(curve.columns.vision_learning_rate).toEqual([null, null, null]);
  });

  it('[SCREEN1] holds a bounded number of points with the mean, the lowest and the highest of their steps', () => {
    const curve = bookOf([8, 7, 6, 5, 4, 3, 2, 1], 4).read();
    // Steps 1 | 2 3 | 4 5 | 6 7 | 8, then by fours: 1 2 3 | 4 5 6 7 | 8
    expect(curve).toMatchObject({
      size: 4,
      first: [1, 4, 8],
      last: [3, 7, 8],
      count: [3, 4, 1],
      loss: [7, 3.5, 1],
      lossMin: [6, 2, 1],
      lossMax: [8, 5, 1],
    });
  });

  it('[SCREEN1] whatever the number of points, their counts are the steps and their weighted mean is that of all', () => {
    const losses = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        losses,
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 1, max: 40 }),
        (given, most, points) => {
          const curve = bookOf(given, most).read({ points });
          expect(curve.loss.length).toBeLessThanOrEqual(Math.min(most, points));
          expect(curve.count.reduce((sum, count) => sum + count, 0)).toBe(given.length);
          const sum = curve.loss.reduce((total, loss, index) => total + loss * (curve.count[index] ?? 0), 0);
          expect(sum).toBeCloseTo(
            given.reduce((total, loss) => total + loss, 0),
            6,
          );
          expect(Math.max(...curve.lossMax)).toBe(Math.max(...given));
          expect(Math.min(...curve.lossMin)).toBe(Math.min(...given));
        },
      ),
    );
  });

  it('[SCREEN1] a range is given as finely as the points allow', () => {
    const book = bookOf(Array.from({ length: 100 }, (_, index) => index));
    expect(book.read({ points: 10 }).size).toBe(16);
    expect(book.read({ from: 41, to: 50, points: 10 })).toMatchObject({
      size: 1,
      last: [41, 42, 43, 44, 45, 46, 47, 48, 49, 50],
    });
    expect(book.read({ from: 200 }).last).toEqual([]);
  });

  it('[SCREEN2] steps that were done again after a crash take the place of the earlier ones', () => {
    const book = bookOf([9, 8, 7, 6]);
    book.add(stepEvent(3, { loss: 5 }));
    expect(book.read()).toMatchObject({ last: [1, 2, 3], loss: [9, 8, 5] });
    book.cutAfter(1);
    expect([book.read().last, book.lastStep]).toEqual([[1], 1]);
  });

  it('[SCREEN2] a point that lies on both sides of where a job went on keeps its mean', () => {
    const book = bookOf([8, 8, 4, 4, 4, 4, 2, 2], 2);
    expect(book.read()).toMatchObject({ size: 8, first: [1, 8], count: [7, 1] });
    const { loss } = book.read();
    book.cutAfter(4);
    expect(book.read()).toMatchObject({ last: [4], count: [4], loss: [loss[0]] });
  });

  it('a job without steps has an empty curve', () => {
    expect(new CurveBook().read()).toMatchObject({ size: 1, first: [], loss: [] });
    expect(new CurveBook().lastStep).toBe(-1);
  });
});
