import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindOrder } from './blind-order.ts';

const columns = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 12 });

describe('[TRY7] blindOrder()', () => {
  it('has every column once, and is the same each time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), columns, (seed, row, ids) => {
        const order = blindOrder(seed, row, ids);
        expect(order.toSorted((a, b) => a - b)).toEqual(ids.map((_, index) => index));
        expect(blindOrder(seed, row, ids)).toEqual(order);
      }),
    );
  });

  it('puts a column first in about its share of the rows', () => {
    const ids = ['c0123', 'c4567', 'c89ab', 'ccdef'];
    const firsts = Array.from({ length: 2000 }, (_, row) => blindOrder(7, `row ${row}`, ids)[0]);
    for (const index of ids.keys()) {
      const share = firsts.filter((first) => first === index).length / firsts.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
  });

  it('another seed shuffles otherwise', () => {
    const ids = Array.from({ length: 6 }, (_, index) => `c${index}`);
    const orders = Array.from({ length: 10 }, (_, seed) => blindOrder(seed, 'row', ids).join(' '));
    expect(new Set(orders).size).toBeGreaterThan(5);
  });
});
