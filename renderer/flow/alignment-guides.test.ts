import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guidesFor } from './alignment-guides.ts';

const BOX = { x: 0, y: 0, width: 220, height: 100 };

it('[EDIT6] a dragged box is drawn to the nearest edge or middle within reach, and the line shows which', () => {
  const others = [
    { x: 3, y: 300, width: 220, height: 60 },
    { x: 500, y: 52, width: 220, height: 100 },
  ];
  expect(guidesFor(BOX, others, 6)).toEqual({
    // The upper edge of the second box lies at 52: the middle of the dragged one comes to it.
    shift: { x: 3, y: 2 },
    guides: [
      { axis: 'x', at: 3, from: 2, to: 360 },
      { axis: 'y', at: 52, from: 3, to: 720 },
    ],
  });
});

it('[EDIT6] nothing beyond reach pulls, and what pulls is level afterwards', () => {
  const box = fc.record({
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
    width: fc.integer({ min: 40, max: 320 }),
    height: fc.integer({ min: 40, max: 320 }),
  });
  fc.assert(
    fc.property(
      box,
      fc.array(box, { maxLength: 5 }),
      fc.integer({ min: 0, max: 12 }),
      (moving, others, reach) => {
        const { shift, guides } = guidesFor(moving, others, reach);
        expect(Math.max(Math.abs(shift.x), Math.abs(shift.y))).toBeLessThanOrEqual(reach);
        const placed = { ...moving, x: moving.x + shift.x, y: moving.y + shift.y };
        for (const { axis, at, from, to } of guides) {
          const size = axis === 'x' ? 'width' : 'height';
          expect([placed[axis], placed[axis] + placed[size] / 2, placed[axis] + placed[size]]).toContainEqual(
            at,
          );
          expect(to).toBeGreaterThan(from);
        }
      },
    ),
  );
});
