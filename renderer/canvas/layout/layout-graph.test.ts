import ELK from 'elkjs/lib/elk.bundled.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flow, Point } from '../../../core/flow.ts';
import { applyEdits } from '../../../core/flow-edit.ts';
import { flowOf } from '../../../core/testing-flow.ts';
import type { Box } from '../../flow/arrange.ts';
import { boxesOf } from '../../flow/boxes.ts';
import { CATALOG, flowOfNumbers } from '../../flow/testing-flows.ts';
import { layoutEdits, layoutTask, placesFrom } from './layout-graph.ts';

const elk = new ELK();

async function laidOut(flow: Flow, only?: ReadonlySet<string>): Promise<Flow> {
  const boxes = boxesOf(flow, CATALOG, new Map());
  const task = layoutTask(flow, CATALOG, boxes, only);
  if (!task) return flow;
  return applyEdits(flow, layoutEdits(flow, boxes, task, placesFrom(await elk.layout(task.graph))));
}

const boxesIn = (flow: Flow) => boxesOf(flow, CATALOG, new Map());
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const placeOf = (flow: Flow, id: string): Point =>
  flow.nodes.find((node) => node.id === id)?.position ?? { x: 0, y: 0 };

describe('laying out', () => {
  it('[EDIT10] puts every card on the grid, over no other, and every wire forward', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(999), { minLength: 1, maxLength: 80 }).map(flowOfNumbers),
        async (before) => {
          const after = await laidOut(before);
          const boxes = boxesIn(after);
          for (const [index, box] of boxes.entries()) {
            expect([box.x % 20, box.y % 20].map(Math.abs)).toEqual([0, 0]);
            for (const other of boxes.slice(index + 1))
              expect([box.id, other.id, overlap(box, other)]).toContain(false);
          }
          for (const { from, to } of after.wires)
            expect(placeOf(after, from.node).x).toBeLessThan(placeOf(after, to.node).x);
          expect({ ...after, nodes: after.nodes.map(({ position: _, ...node }) => node) }).toStrictEqual({
            ...before,
            nodes: before.nodes.map(({ position: _, ...node }) => node),
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  /*
   *  folder ──► a ──► d      b was put above a by hand
   *         └──► b ──► e
   */
  const line = flowOf(
    {
      folder: ['sources.folder'],
      a: ['captioners.local'],
      b: ['captioners.local'],
      d: ['filters.length'],
      e: ['filters.length'],
    },
    'folder.images>a.image',
    'folder.images>b.image',
    'a.caption>d.caption',
    'b.caption>e.caption',
  );
  const at = (places: Record<string, readonly [number, number]>): Flow => ({
    ...line,
    nodes: line.nodes.map((node) => ({
      ...node,
      position: { x: places[node.id]?.[0] ?? 0, y: places[node.id]?.[1] ?? 0 },
    })),
  });

  it('[EDIT10] keeps the order that a person gave: what stood above stands above', async () => {
    const above = await laidOut(at({ a: [300, 400], b: [310, 0], d: [600, 400], e: [600, 0] }));
    expect(placeOf(above, 'b').y).toBeLessThan(placeOf(above, 'a').y);
    const below = await laidOut(at({ a: [300, 0], b: [310, 400], d: [600, 0], e: [600, 400] }));
    expect(placeOf(below, 'a').y).toBeLessThan(placeOf(below, 'b').y);
  });

  it('[EDIT10] moves only what is chosen', async () => {
    const before = at({ folder: [-500, 33], a: [900, 900], b: [0, 400], d: [5, 5], e: [-300, 70] });
    const after = await laidOut(before, new Set(['b', 'e']));
    expect(after.nodes.filter(({ id }) => id !== 'b' && id !== 'e')).toStrictEqual(
      before.nodes.filter(({ id }) => id !== 'b' && id !== 'e'),
    );
    expect(placeOf(after, 'e').x).toBeGreaterThan(placeOf(after, 'b').x);
  });

  it('[EDIT10] takes frames as groups, one in another, and notes along with their nodes', async () => {
    const flow: Flow = {
      ...at({ folder: [0, 0], a: [300, 0], b: [300, 300], d: [1200, 0], e: [1200, 300] }),
      frames: [
        { id: 'frame', position: { x: -20, y: -60 }, width: 700, height: 700, title: 'Outer' },
        { id: 'frame-2', position: { x: 280, y: -40 }, width: 320, height: 620, title: 'Inner' },
        { id: 'frame-3', position: { x: 3000, y: 0 }, width: 100, height: 100, title: 'Empty' },
      ],
      notes: [{ id: 'note', position: { x: 1210, y: -40 }, width: 100, text: 'above d' }],
    };
    const after = await laidOut(flow);
    const boxes = boxesIn(after);
    const inside = (inner: string, outer: string) => {
      const [a, b] = [boxes.find(({ id }) => id === inner), boxes.find(({ id }) => id === outer)];
      return (
        a &&
        b &&
        a.x >= b.x &&
        a.y >= b.y &&
        a.x + a.width <= b.x + b.width &&
        a.y + a.height <= b.y + b.height
      );
    };
    expect(['folder', 'a', 'b', 'frame-2'].map((id) => inside(id, 'frame'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['a', 'b', 'folder', 'd'].map((id) => inside(id, 'frame-2'))).toEqual([true, true, false, false]);
    expect(['d', 'e'].map((id) => inside(id, 'frame'))).toEqual([false, false]);
    expect(placeOf(after, 'a').x - placeOf(after, 'folder').x).toBeGreaterThanOrEqual(280);
    expect(after.frames[2]).toStrictEqual(flow.frames[2]);
    const shift = { x: placeOf(after, 'd').x - 1200, y: placeOf(after, 'd').y };
    expect(after.notes[0]?.position).toEqual({ x: 1210 + shift.x, y: -40 + shift.y });
  });

  it('[EDIT10] a second time it changes nothing', async () => {
    const once = await laidOut(at({ a: [300, 400], b: [310, 0], d: [600, 400], e: [600, 0] }));
    expect(await laidOut(once)).toStrictEqual(once);
  });

  it('[EDIT10] leaves a single node alone', () => {
    const flow = flowOf({ folder: ['sources.folder'] });
    expect(layoutTask(flow, CATALOG, boxesIn(flow))).toBeUndefined();
  });
});
