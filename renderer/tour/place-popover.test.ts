import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placePopover } from './place-popover.ts';

const SIZE = { width: 320, height: 180 };
const WINDOW = { width: 1024, height: 640 };

it.each([
  ['right of it', { left: 100, top: 100, width: 200, height: 100 }, { left: 312, top: 100 }],
  ['below one at the right, moved in', { left: 930, top: 8, width: 86, height: 28 }, { left: 696, top: 48 }],
  ['left of a tall one', { left: 700, top: 8, width: 200, height: 600 }, { left: 368, top: 8 }],
  ['below a wide one', { left: 100, top: 8, width: 860, height: 40 }, { left: 100, top: 60 }],
  [
    'beside one at the lower edge, moved up',
    { left: 4, top: 580, width: 64, height: 52 },
    { left: 80, top: 452 },
  ],
  [
    'in the corner for one that fills the window',
    { left: 0, top: 0, width: 1024, height: 640 },
    { left: 680, top: 436 },
  ],
  ['in the corner without a target', undefined, { left: 680, top: 436 }],
])('a panel stands %s', (_, target, place) => {
  expect(placePopover(target, SIZE, WINDOW)).toEqual(place);
});

it('[KEY13] of its places it takes the one that covers least of what is to be kept free', () => {
  const target = { left: 100, top: 100, width: 200, height: 100 };
  const toTheRight = { left: 340, top: 90, width: 400, height: 300 };
  expect(placePopover(target, SIZE, WINDOW, [toTheRight])).toEqual({ left: 8, top: 212 });
  const atTheFoot = { left: 900, top: 600, width: 60, height: 30 };
  expect(placePopover(undefined, SIZE, WINDOW, [atTheFoot])).toEqual({ left: 24, top: 436 });
});

it('it never leaves a window that it fits into', () => {
  const number = fc.integer({ min: -3000, max: 3000 });
  const length = fc.integer({ min: 0, max: 3000 });
  const target = fc.record({ left: number, top: number, width: length, height: length });
  fc.assert(
    fc.property(target, (box) => {
      const { left, top } = placePopover(box, SIZE, WINDOW);
      expect(left).toBeGreaterThanOrEqual(8);
      expect(top).toBeGreaterThanOrEqual(8);
      expect(left + SIZE.width).toBeLessThanOrEqual(WINDOW.width - 8);
      expect(top + SIZE.height).toBeLessThanOrEqual(WINDOW.height - 8);
    }),
  );
});
