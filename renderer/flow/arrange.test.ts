import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Alignment,
  type Axis,
  alignMoves,
  type Box,
  boundsOf,
  distributeMoves,
  type Move,
} from './arrange.ts';

const side = fc.integer({ min: 40, max: 320 });
const at = fc.integer({ min: -2000, max: 2000 });
const boxes: fc.Arbitrary<readonly Box[]> = fc
  .array(fc.record({ x: at, y: at, width: side, height: side }), { minLength: 2, maxLength: 7 })
  .map((list) => list.map((box, index) => ({ ...box, id: `n-${index + 1}` })));
const alignment = fc.constantFrom<Alignment>('left', 'centre', 'right', 'top', 'middle', 'bottom');
const axis = fc.constantFrom<Axis>('horizontal', 'vertical');

function after(list: readonly Box[], moves: readonly Move[]): readonly Box[] {
  const places = new Map(moves.map(({ id, position }) => [id, position]));
  return list.map((box) => ({ ...box, ...places.get(box.id) }));
}

describe('alignMoves()', () => {
  it('[EDIT6] brings one line of all boxes together and leaves the other axis alone', () => {
    fc.assert(
      fc.property(boxes, alignment, (list, how) => {
        const next = after(list, alignMoves(list, how));
        const line = (box: Box) =>
          ({
            left: box.x,
            centre: box.x + box.width / 2,
            right: box.x + box.width,
            top: box.y,
            middle: box.y + box.height / 2,
            bottom: box.y + box.height,
          })[how];
        // Places are whole numbers: middles may miss each other by half a unit each.
        expect(Math.max(...next.map(line)) - Math.min(...next.map(line))).toBeLessThanOrEqual(
          how === 'centre' || how === 'middle' ? 1 : 0,
        );
        const across = ['left', 'centre', 'right'].includes(how) ? 'y' : 'x';
        expect(next.map((box) => box[across])).toEqual(list.map((box) => box[across]));
        if (how !== 'centre' && how !== 'middle') expect(alignMoves(next, how)).toEqual([]);
      }),
    );
  });
  it('[EDIT6] does nothing to a single box', () => {
    expect(alignMoves([{ id: 'a', x: 3, y: 4, width: 1, height: 1 }], 'left')).toEqual([]);
  });
});

describe('distributeMoves()', () => {
  it('[EDIT6] leaves equal gaps, in the order they stood in, inside the room they had', () => {
    fc.assert(
      fc.property(boxes, axis, (list, how) => {
        const next = after(list, distributeMoves(list, how));
        const [place, size] = how === 'horizontal' ? (['x', 'width'] as const) : (['y', 'height'] as const);
        const sorted = list.toSorted((a, b) => a[place] + a[size] / 2 - (b[place] + b[size] / 2));
        const placed = sorted.map(({ id }) => next.find((box) => box.id === id) as Box);
        const gaps = placed.slice(1).map((box, index) => {
          const before = placed[index] as Box;
          return box[place] - (before[place] + before[size]);
        });
        if (list.length > 2) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
        expect(placed[0]).toEqual(sorted[0]);
        expect(placed.at(-1)).toEqual(sorted.at(-1));
      }),
    );
  });
});

it('boundsOf() holds all boxes and is as small as that allows', () => {
  expect(boundsOf([])).toBeUndefined();
  expect(
    boundsOf([
      { x: 0, y: 10, width: 20, height: 5 },
      { x: -5, y: 12, width: 5, height: 30 },
    ]),
  ).toEqual({ x: -5, y: 10, width: 25, height: 32 });
});
