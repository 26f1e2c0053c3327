import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRID_GAP, layoutGrid, moveInGrid } from './grid-layout.ts';

describe('layoutGrid', () => {
  it('fills the row with cards of at least the wanted width', () => {
    expect(layoutGrid(1128, 220)).toEqual({ columns: 4, cardWidth: 267, pictureHeight: 182, rowHeight: 322 });
  });

  it('never overflows, whatever the window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 6000 }), fc.integer({ min: 160, max: 420 }), (width, wanted) => {
        const { columns, cardWidth } = layoutGrid(width, wanted);
        expect(columns * cardWidth + (columns + 1) * GRID_GAP).toBeLessThanOrEqual(width);
        if (columns > 1) expect(cardWidth).toBeGreaterThanOrEqual(wanted);
      }),
    );
  });
});

describe('moveInGrid', () => {
  // 0 1 2 3
  // 4 5 6 7
  // 8 9
  const grid = { columns: 4, total: 10, rows: 2 };
  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 6, 6],
    ['ArrowUp', 2, 2],
    ['ArrowUp', 9, 5],
    ['End', 0, 9],
    ['Home', 9, 0],
    ['PageDown', 5, 9],
    ['a', 5, undefined],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(moveInGrid(key, from, grid)).toBe(to);
  });

  it('stays inside', () => {
    const keys = fc.constantFrom(
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(
        fc.record({
          columns: fc.integer({ min: 1, max: 12 }),
          total: fc.integer({ min: 1, max: 500 }),
          rows: fc.integer({ min: 0, max: 9 }),
        }),
        fc.nat(499),
        fc.array(keys, { maxLength: 20 }),
        (grid, start, path) => {
          let index = Math.min(start, grid.total - 1);
          for (const key of path) index = moveInGrid(key, index, grid) ?? -1;
          expect(index).toBeGreaterThanOrEqual(0);
          expect(index).toBeLessThan(grid.total);
        },
      ),
    );
  });
});
