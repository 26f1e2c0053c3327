import { describe, expect, it } from 'vitest';
import type { FlowState } from '../../core/contract/flow.ts';
import { EMPTY_FLOW, type Flow, type FlowNode } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import { stepBetween } from '../../core/flow-step.ts';
import {
  addPending,
  confirmPending,
  flowOf,
  hasEffect,
  receiveFlow,
  rejectPending,
  startFlow,
} from './optimistic-flow.ts';

const node = (id: string): FlowNode => ({
  id,
  type: 'sources.folder',
  version: 1,
  title: '',
  position: { x: 0, y: 0 },
  mode: 'active',
  params: {},
  notes: '',
});
const add = (id: string): FlowEdit => ({ kind: 'add-node', node: node(id) });
const rename = (id: string, title: string): FlowEdit => ({ kind: 'set-node', id, title });
const state = (flow: Flow, revision: number): FlowState => ({ flow, revision, problems: [] });
const ids = (flow: Flow) => flow.nodes.map(({ id }) => id);

const base = startFlow(state(applyEdits(EMPTY_FLOW, [add('images')]), 4));

describe('optimistic flow', () => {
  it('shows an edit at once and keeps it when the engine confirms it', () => {
    const edited = addPending(base, { id: 1, edits: [add('prompt')], label: 'Add prompt' });
    expect(ids(edited.flow)).toEqual(['images', 'prompt']);
    const done = confirmPending(edited, 1, state(edited.flow, 5));
    expect(done).toEqual({ confirmed: state(edited.flow, 5), pending: [], flow: edited.flow });
  });

  it('[FAST6] an answer keeps the objects of what it does not change', () => {
    const edited = addPending(base, { id: 1, edits: [add('prompt')], label: 'Add prompt' });
    const answer = structuredClone(state(edited.flow, 5));
    expect(confirmPending(edited, 1, answer).flow).toBe(edited.flow);
    const elsewhere = structuredClone(state(applyEdits(edited.flow, [rename('prompt', 'Mine')]), 6));
    const got = receiveFlow(edited, elsewhere);
    expect(got.flow.nodes[0]).toBe(edited.flow.nodes[0]);
    expect(got.flow.nodes[1]).not.toBe(edited.flow.nodes[1]);
  });

  it('puts later edits on top of what the engine confirms', () => {
    const first = addPending(base, { id: 1, edits: [add('prompt')], label: 'a' });
    const second = addPending(first, { id: 2, edits: [rename('prompt', 'Mine')], label: 'b' });
    const done = confirmPending(second, 1, state(first.flow, 5));
    expect(done.pending.map(({ id }) => id)).toEqual([2]);
    expect(done.flow.nodes[1]?.title).toBe('Mine');
  });

  it('takes a refused edit back, and what stood on it', () => {
    const first = addPending(base, { id: 1, edits: [add('prompt')], label: 'a' });
    const second = addPending(first, { id: 2, edits: [rename('prompt', 'Mine')], label: 'b' });
    const third = addPending(second, { id: 3, edits: [rename('images', 'Photos')], label: 'c' });
    const rolled = rejectPending(third, 1);
    expect(ids(rolled.flow)).toEqual(['images']);
    expect(rolled.flow.nodes[0]?.title).toBe('Photos');
  });

  it('lets the newer revision win and ignores an older one', () => {
    const other = state(applyEdits(base.flow, [add('filter')]), 6);
    const got = receiveFlow(base, other);
    expect(ids(got.flow)).toEqual(['images', 'filter']);
    expect(receiveFlow(got, state(EMPTY_FLOW, 5))).toEqual(got);
  });

  it('refuses an edit that does not fit, and changes nothing', () => {
    expect(() => addPending(base, { id: 1, edits: [rename('gone', 'x')], label: 'a' })).toThrow('no node');
    expect(ids(base.flow)).toEqual(['images']);
  });

  it('[HIST7] takes a step from the revision that it knows, and no other', () => {
    const after = applyEdits(base.flow, [rename('images', 'Photos')]);
    const step = stepBetween(base.flow, after);
    if (!step) throw new Error('These flows have distinct parts.');
    const answer = { since: 4, step, revision: 5, problems: [] };
    expect(flowOf(base.confirmed, answer)).toEqual(after);
    expect(flowOf({ ...base.confirmed, revision: 3 }, answer)).toBeUndefined();
    expect(flowOf(undefined, answer)).toBeUndefined();
    expect(flowOf(undefined, state(after, 5))).toBe(after);
  });

  it('[HIST9] knows an edit that has come already', () => {
    const edits = [add('prompt'), rename('prompt', 'Mine')];
    expect(hasEffect(base.flow, edits)).toBe(true);
    // Another window may have changed it since.
    const come = applyEdits(base.flow, [...edits, rename('prompt', 'Theirs')]);
    expect(hasEffect(come, edits)).toBe(false);
    expect(hasEffect(base.flow, [rename('images', '')])).toBe(false);
    expect(() => hasEffect(base.flow, [rename('gone', 'x')])).toThrow('no node');
  });
});
