import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutMiniature, MINI_NODE } from './miniature.ts';

describe('layoutMiniature', () => {
  // images ─ prompt ┬ a
  //                 └ b
  it('sets a column for each step, and branches spread downwards', () => {
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
      { id: 'b', type: 't.b', x: 124, y: 40 },
      { id: 'images', type: 't.i', x: 0, y: 0 },
      { id: 'a', type: 't.a', x: 124, y: 0 },
      { id: 'prompt', type: 't.p', x: 62, y: 0 },
    ]);
    expect(wires.map(({ path }) => path)).toEqual([
      'M36 12C49 12 49 12 62 12',
      'M98 12C111 12 111 12 124 12',
      'M98 12C111 12 111 52 124 52',
    ]);
  });

  //        ┌ a ┐
  // images ┤   ├ compare ─ table     folded on the canvas, and one line here
  //        └ b ┘
  it('lets ways that meet stand in their middle', () => {
    const at = (id: string, y: number) => ({ id, type: 't.x', x: 0, y });
    const { nodes } = layoutMiniature({
      nodes: [at('images', 0), at('a', 0), at('b', 240), at('compare', 240), at('table', 480)],
      wires: [
        ['images', 'a'],
        ['images', 'b'],
        ['a', 'compare'],
        ['b', 'compare'],
        ['compare', 'table'],
      ],
    });
    expect(nodes.map(({ id, x, y }) => [id, x / 62, y / 40])).toEqual([
      ['images', 0, 0],
      ['a', 1, 0],
      ['b', 1, 1],
      ['compare', 2, 0.5],
      ['table', 3, 0.5],
    ]);
  });

  it('never lays two nodes over each other, and stays inside its bounds', () => {
    const node = fc.record({
      id: fc.uuid(),
      type: fc.constant('t.x'),
      x: fc.integer({ min: -2000, max: 2000 }),
      y: fc.integer({ min: -2000, max: 2000 }),
    });
    const ends = fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 14 }), ends, (nodes, pairs) => {
        const wires = pairs.flatMap(([from, to]): [string, string][] => {
          const [a, b] = [nodes[from], nodes[to]];
          return a && b ? [[a.id, b.id]] : [];
        });
        const { width, height, nodes: placed } = layoutMiniature({ nodes, wires });
        expect(placed).toHaveLength(nodes.length);
        for (const [index, a] of placed.entries())
          for (const b of placed.slice(index + 1))
            expect(a.x !== b.x || Math.abs(a.y - b.y) >= MINI_NODE.height).toBe(true);
        for (const { x, y } of placed) {
          expect(x >= 0 && x + MINI_NODE.width <= width).toBe(true);
          expect(y >= 0 && y + MINI_NODE.height <= height).toBe(true);
        }
      }),
    );
  });
});
