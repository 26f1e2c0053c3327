import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EMPTY_FLOW, type Frame } from '../../core/flow.ts';
import type { Box } from './arrange.ts';
import { chosenByBox, frameAround, insideFrame } from './frames.ts';

const at = fc.integer({ min: -900, max: 900 });
const side = fc.integer({ min: 40, max: 320 });
const boxes: fc.Arbitrary<readonly Box[]> = fc
  .array(fc.record({ x: at, y: at, width: side, height: side }), { minLength: 1, maxLength: 6 })
  .map((list) => list.map((box, index) => ({ ...box, id: `n-${index + 1}` })));

it('[EDIT7] a frame around a selection stands on the grid, leaves room for its title, and holds what it was drawn around', () => {
  fc.assert(
    fc.property(boxes, (list) => {
      const edit = frameAround({ ...EMPTY_FLOW, usedIds: { frame: 2 } }, list, 'Frame');
      if (edit?.kind !== 'put-frame') throw new Error('no frame');
      const { frame } = edit;
      expect(frame.id).toBe('frame-3');
      expect(
        [frame.position.x, frame.position.y, frame.width, frame.height].every((each) => each % 20 === 0),
      ).toBe(true);
      expect(insideFrame(frame, list, new Set()).map(({ id }) => id)).toEqual(list.map(({ id }) => id));
      expect(Math.min(...list.map(({ y }) => y)) - frame.position.y).toBeGreaterThanOrEqual(40);
    }),
  );
  expect(frameAround(EMPTY_FLOW, [], 'Frame')).toBeUndefined();
});

it('[EDIT7] what stands in a frame has its middle in it; a frame in a frame lies in it as a whole', () => {
  const frame: Frame = { id: 'frame', position: { x: 0, y: 0 }, width: 100, height: 100, title: '' };
  const box = (id: string, x: number, y: number, size = 40): Box => ({ id, x, y, width: size, height: size });
  const list = [
    box('in', 10, 10),
    box('half', 80, 10),
    box('just', 79, 10),
    box('frame', 0, 0, 100),
    box('inner', 50, 50),
    box('over', 70, 70),
  ];
  expect(insideFrame(frame, list, new Set(['frame', 'inner', 'over'])).map(({ id }) => id)).toEqual([
    'in',
    'half',
    'just',
    'inner',
  ]);
  expect(insideFrame(frame, [box('out', 81, 10)], new Set())).toEqual([]);
});

it('[EDIT4] a box chooses what it touches, and frames only as a whole', () => {
  /*
   * frame 0-400: a 20-120, b 200-300; c 500-600, all of them 100 high
   */
  const list: readonly Box[] = [
    { id: 'frame', x: 0, y: 0, width: 400, height: 200 },
    { id: 'a', x: 20, y: 60, width: 100, height: 100 },
    { id: 'b', x: 200, y: 60, width: 100, height: 100 },
    { id: 'c', x: 500, y: 60, width: 100, height: 100 },
  ];
  const frames = new Set(['frame']);
  const chosen = (x: number, y: number, width: number, height: number) =>
    chosenByBox({ x, y, width, height }, list, frames);
  expect(chosen(10, 50, 20, 20)).toEqual(['a']);
  expect(chosen(10, 50, 200, 20)).toEqual(['a', 'b']);
  expect(chosen(130, 0, 60, 200)).toEqual([]);
  expect(chosen(-10, -10, 420, 220)).toEqual(['frame', 'a', 'b']);
  expect(chosen(250, 100, 260, 1)).toEqual(['b', 'c']);
});
