import { expect, it } from 'vitest';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { noteValues, overwritten } from './foreign-changes.ts';

const FLOW = flowOf({ filter: ['filters.length'], other: ['filters.length'] });
const set = (id: string, minimum: number): FlowEdit => ({ kind: 'set-params', id, params: { minimum } });

it('[HIST10] tells what another window has set of what was set here, and nothing else', () => {
  const mine: FlowEdit[] = [set('filter', 10), { kind: 'set-node', id: 'filter', title: 'Mine' }];
  const shown = applyEdits(FLOW, mine);
  const recent = noteValues(new Map(), mine, 1000);
  const now = applyEdits(shown, [
    set('filter', 20),
    set('other', 5),
    { kind: 'move', moves: [{ id: 'filter', position: { x: 40, y: 0 } }] },
  ]);
  expect(overwritten(shown, now, recent)).toEqual([
    { node: 'filter', name: 'minimum', isParam: true, before: 10, after: 20 },
  ]);
  const renamed = applyEdits(shown, [{ kind: 'set-node', id: 'filter', title: 'Theirs' }]);
  expect(overwritten(shown, renamed, recent)).toMatchObject([{ name: 'title', isParam: false }]);
  expect(overwritten(shown, shown, recent)).toEqual([]);
});

it('[HIST10] forgets after half a minute what was set here', () => {
  const recent = noteValues(new Map(), [set('filter', 10)], 1000);
  expect([...noteValues(recent, [set('other', 1)], 20_000).keys()]).toEqual([
    'filter.minimum',
    'other.minimum',
  ]);
  expect([...noteValues(recent, [{ kind: 'remove-nodes', ids: ['other'] }], 40_000).keys()]).toEqual([]);
});
