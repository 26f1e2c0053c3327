import { expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import {
  closesCycle,
  downstreamOf,
  sortTopologically,
  upstreamOf,
  wiresFrom,
  wiresInto,
} from './flow-graph.ts';
import { flowOf } from './testing-flow.ts';

function graph(nodes: string, ...wires: string[]): Flow {
  return flowOf(
    Object.fromEntries([...nodes].map((id) => [id, ['x.y']])),
    ...wires.map(([from, to]) => `${from}.o>${to}.i`),
  );
}

/*  a ──▶ b ──▶ d
    └───▶ c ────┘   e  */
const DIAMOND = graph('abcde', 'ab', 'ac', 'bd', 'cd');

it('finds what a node depends on and what depends on it', () => {
  expect([...upstreamOf(DIAMOND, ['d'])].sort().join('')).toBe('abcd');
  expect([...downstreamOf(DIAMOND, ['b'])].sort().join('')).toBe('bd');
});

it('orders nodes so that every wire goes forward', () => {
  const { order, cycle } = sortTopologically(DIAMOND);
  expect(cycle).toEqual([]);
  expect(order).toHaveLength(5);
  for (const { from, to } of DIAMOND.wires)
    expect(order.indexOf(from.node)).toBeLessThan(order.indexOf(to.node));
});

it('names the nodes of a circle', () => {
  /*  a ──▶ b ──▶ c ──▶ b  */
  expect(sortTopologically(graph('abc', 'ab', 'bc', 'cb'))).toEqual({ order: ['a'], cycle: ['b', 'c'] });
});

it('tells beforehand that a wire would close a circle', () => {
  expect(closesCycle(DIAMOND, 'd', 'a')).toBe(true);
  expect(closesCycle(DIAMOND, 'b', 'b')).toBe(true);
  expect(closesCycle(DIAMOND, 'b', 'c')).toBe(false);
});

it('gives the same list of wires while the wires are the same, so that nothing is drawn anew', () => {
  expect(wiresFrom(DIAMOND, 'a').map(({ to }) => to.node)).toEqual(['b', 'c']);
  expect(wiresInto(DIAMOND, 'd').map(({ from }) => from.node)).toEqual(['b', 'c']);
  const moved: Flow = { ...DIAMOND, nodes: [] };
  expect(wiresFrom(moved, 'a')).toBe(wiresFrom(DIAMOND, 'a'));
  expect(wiresFrom(DIAMOND, 'e')).toBe(wiresFrom(DIAMOND, 'nobody'));
});
