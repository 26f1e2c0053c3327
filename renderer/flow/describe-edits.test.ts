import { expect, it } from 'vitest';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { flowOf, nodeOf } from '../../core/testing-flow.ts';
import { describeEdits, describeTravel } from './describe-edits.ts';
import { CATALOG } from './testing-flows.ts';

const FLOW = flowOf(
  { folder: ['sources.folder'], local: ['captioners.local'], length: ['filters.length'] },
  'folder.images>local.image',
  'local.caption>length.caption',
);
const wires = FLOW.wires;
const say = (...edits: FlowEdit[]) => describeEdits(FLOW, edits, 'Do it', CATALOG);

it('[KEY9] what came, went and was connected is said by name', () => {
  const added: FlowEdit = {
    kind: 'add-node',
    node: { ...nodeOf('new', 'datasets.dataset'), title: 'Kept ones' },
  };
  const connect: FlowEdit = {
    kind: 'connect',
    wire: { from: { node: 'length', port: 'kept' }, to: { node: 'new', port: 'captions' } },
  };
  expect(say(added, connect)).toBe('Added Kept ones, connected filters.length, kept, to Kept ones, captions');
  expect(say({ kind: 'remove-nodes', ids: ['local'] })).toBe('Removed captioners.local');
  expect(say({ kind: 'remove-nodes', ids: ['local', 'length'] })).toBe('Removed 2 nodes');
  expect(say(...wires.map((wire): FlowEdit => ({ kind: 'disconnect', wire })))).toBe(
    'Removed the wire from sources.folder, images, to captioners.local, image, ' +
      'removed the wire from captioners.local, caption, to filters.length, caption',
  );
});

it('[KEY9] of many only the number is said', () => {
  const many = ['a', 'b', 'c'].map(
    (id): FlowEdit => ({ kind: 'add-node', node: nodeOf(id, 'filters.length') }),
  );
  const joined = ['a', 'b', 'c'].map(
    (id): FlowEdit => ({
      kind: 'connect',
      wire: { from: { node: 'local', port: 'caption' }, to: { node: id, port: 'caption' } },
    }),
  );
  expect(say(...many, ...joined)).toBe('Added 3 nodes, connected 3 wires');
});

it('[KEY9] fields speak for themselves; everything else is said as undo calls it', () => {
  expect(say({ kind: 'set-params', id: 'length', params: { max: 3 } })).toBeUndefined();
  expect(say({ kind: 'set-node', id: 'length', mode: 'muted' })).toBe('Do it');
  expect(describeTravel('undo', 'Move node')).toBe('Undone: move node');
  expect(describeTravel('redo', undefined)).toBe('Nothing to redo');
});
