import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import { tidyEdits } from './tidy.ts';

const node = (id: string): FlowNode => ({
  id,
  type: 'a.b',
  version: 1,
  title: '',
  position: { x: 7, y: 7 },
  mode: 'active',
  params: {},
  notes: '',
});
const wire = (from: string, to: string) =>
  ({
    kind: 'connect',
    wire: { from: { node: from, port: 'out' }, to: { node: to, port: 'in' } },
  }) as const;
/*
 *  a ──► b ──► c ──► d
 *   └──► e ────┘
 */
const flow: Flow = applyEdits(EMPTY_FLOW, [
  ...['a', 'b', 'c', 'd', 'e'].map((id) => ({ kind: 'add-node' as const, node: node(id) })),
  wire('a', 'b'),
  wire('b', 'c'),
  wire('c', 'd'),
  wire('a', 'e'),
  wire('e', 'c'),
]);
const places = (width: number) =>
  Object.fromEntries(
    applyEdits(flow, tidyEdits(flow, width, new Map([['b', 90]]))).nodes.map(({ id, position }) => [
      id,
      [position.x, position.y],
    ]),
  );

describe('tidyEdits()', () => {
  it('puts every node in the column after its inputs', () => {
    expect(places(5000)).toEqual({ a: [0, 0], b: [280, 0], e: [280, 140], c: [560, 0], d: [840, 0] });
  });
  it('goes on in a new band where the width ends', () => {
    expect(places(840)).toMatchObject({ a: [0, 0], c: [560, 0], d: [0, 400] });
  });
  it('does nothing when everything is in its place', () => {
    const tidy = applyEdits(flow, tidyEdits(flow, 5000, new Map()));
    expect(tidyEdits(tidy, 5000, new Map())).toEqual([]);
  });
  it('places nodes that stand in a circle, too', () => {
    const circle = applyEdits(flow, [wire('d', 'b')]);
    expect(tidyEdits(circle, 5000, new Map())[0]).toMatchObject({ kind: 'move' });
  });
});
