import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutMiniature, MINI_NODE } from './miniature.ts';

describe('layoutMiniature', () => {
  // images ─ prompt ┬ a
  //                 └ b
  it('keeps the shape of the flow with even gaps', () => {
    const { width, height, nodes, wires } = layoutMiniature({
      nodes: [
        { id: 'b', type: 't.b', x: 900, y: 300 },
        { id: 'images', type: 't.i', x: 0, y: 0 },
        { id: 'a', type: 't.a', x: 860, y: 0 },
        { id: 'prompt', type: 't.p', x: 300, y: 20 },
      ],
      wires: [
        ['images', 'prompt'],
        ['prompt', 'a'],
        ['prompt', 'b'],
        ['prompt', 'gone'],
      ],
    });
    expect([width, height]).toEqual([160, 64]);
    expect(nodes).toEqual([
      { id: 'images', type: 't.i', x: 0, y: 20 },
      { id: 'prompt', type: 't.p', x: 62, y: 20 },
      { id: 'a', type: 't.a', x: 124, y: 0 },
      { id: 'b', type: 't.b', x: 124, y: 40 },
    ]);
    expect(wires.map(({ path }) => path)).toEqual([
      'M36 32C49 32 49 32 62 32',
      'M98 32C111 32 111 12 124 12',
      'M98 32C111 32 111 52 124 52',
    ]);
  });

  it('never lays two nodes over each other, and stays inside its bounds', () => {
    const node = fc.record({
      id: fc.uuid(),
      type: fc.constant('t.x'),
      x: fc.integer({ min: -2000, max: 2000 }),
      y: fc.integer({ min: -2000, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 14 }), (nodes) => {
        const { width, height, nodes: placed } = layoutMiniature({ nodes, wires: [] });
        expect(placed).toHaveLength(nodes.length);
        expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
        for (const { x, y } of placed) {
          expect(x >= 0 && x + MINI_NODE.width <= width).toBe(true);
          expect(y >= 0 && y + MINI_NODE.height <= height).toBe(true);
        }
      }),
    );
  });
});
