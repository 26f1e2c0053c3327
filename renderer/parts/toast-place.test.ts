import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Box, freePlace, overlap } from './free-place.ts';
import { toastPlaces } from './toast-place.ts';

const SIZE = { width: 308, height: 50 };
const WINDOW = { width: 1024, height: 640 };
const place = (keepFree: readonly Box[]) => freePlace(toastPlaces(SIZE, WINDOW), SIZE, keepFree);

it('[KEY13] toasts stand in the lower right corner', () => {
  expect(place([])).toEqual({ left: 708, top: 582 });
});

it('[KEY13] beside what is pressed there, and above what fills the lower edge', () => {
  expect(place([{ left: 940, top: 600, width: 70, height: 28 }])).toEqual({ left: 358, top: 582 });
  expect(place([{ left: 0, top: 600, width: 1024, height: 28 }])).toEqual({ left: 708, top: 542 });
});

it('[KEY13] over a control only where every place has one', () => {
  const side = fc.integer({ min: 10, max: 200 });
  const control = fc.record({
    left: fc.integer({ min: 0, max: 1000 }),
    top: fc.integer({ min: 0, max: 620 }),
    width: side,
    height: side,
  });
  fc.assert(
    fc.property(fc.array(control, { maxLength: 12 }), (controls) => {
      const covers = (at: { left: number; top: number }) =>
        controls.some((box) => overlap({ ...at, ...SIZE }, box) > 0);
      const found = place(controls);
      expect(found).toBeDefined();
      if (found && covers(found)) expect(toastPlaces(SIZE, WINDOW).every(covers)).toBe(true);
    }),
  );
});
