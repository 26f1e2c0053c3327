import { expect, it } from 'vitest';
import type { Flow, NodeMode } from '../../core/flow.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { fedFrom } from './fed-from.ts';

/*
 *  first ──► length ──► loop ──► data
 *  second ─────┘
 */
const FLOW = flowOf(
  {
    first: ['captioners.local'],
    second: ['captioners.local'],
    length: ['filters.length'],
    loop: ['filters.loop'],
    data: ['datasets.dataset'],
  },
  'first.caption>length.caption',
  'second.caption>length.caption',
  'length.kept>loop.caption',
  'loop.kept>data.captions',
);

const withModes = (modes: Readonly<Record<string, NodeMode>>): Flow => ({
  ...FLOW,
  nodes: FLOW.nodes.map((node) => ({ ...node, mode: modes[node.id] ?? node.mode })),
});
const fed = (flow: Flow, port = 'kept') =>
  fedFrom(flow, { node: 'loop', port }).map((end) => `${end.node}.${end.port}`);

it('[SEE1] what comes out of a bypassed node is what the nodes before it give', () => {
  expect(fed(FLOW)).toEqual(['loop.kept']);
  expect(fed(withModes({ loop: 'bypassed' }))).toEqual(['length.kept']);
  expect(fed(withModes({ loop: 'bypassed', length: 'bypassed' })).toSorted()).toEqual([
    'first.caption',
    'second.caption',
  ]);
});

it('[SEE1] a bypassed node rejects nothing, and a muted one gives nothing', () => {
  expect(fed(withModes({ loop: 'bypassed' }), 'rejected')).toEqual([]);
  expect(fed(withModes({ loop: 'bypassed', length: 'muted' }))).toEqual([]);
});
