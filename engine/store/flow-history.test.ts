import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode } from '../../core/flow.ts';
import { applyEdits, newNodeId } from '../../core/flow-edit.ts';
import { openProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

/** A flow that can be told from others by its number. */
const flowNumber = (n: number): Flow => ({
  ...EMPTY_FLOW,
  notes: [{ id: 'note', position: { x: 0, y: 0 }, width: 100, text: `${n}` }],
});
const numberOf = (flow: Flow | undefined) => flow?.notes[0]?.text ?? '';

describe('the flow and its history', () => {
  it('[STORE7] goes back and forth, and survives closing', async () => {
    const store = temporaryProject();
    store.flow.change(flowNumber(1), 'Add note');
    store.flow.change(flowNumber(2), 'Change note');
    expect(store.flow.state()).toMatchObject({ revision: 3, undo: 'Change note' });
    expect(store.flow.undo()).toBe(true);
    await store.close();

    const again = openProject(store.path);
    expect(again.flow.state()).toMatchObject({ revision: 4, undo: 'Add note', redo: 'Change note' });
    expect(numberOf(again.flow.flow())).toBe('1');
    expect([again.flow.redo(), again.flow.redo()]).toEqual([true, false]);
    expect(numberOf(again.flow.flow())).toBe('2');
    expect(again.flow.history().map(({ label, current }) => [label, current])).toEqual([
      ['New project', false],
      ['Add note', false],
      ['Change note', true],
    ]);
    await again.close();
  });

  it('[STORE7] joins changes with the same word that follow each other within 2 s', () => {
    let time = 0;
    const store = temporaryProject({ now: () => time });
    const type = (at: number, merge?: string) => {
      time = at;
      store.flow.change(flowNumber(at), 'Type', merge);
    };
    for (const at of [0, 1900, 3800]) type(at, 'text');
    type(5900, 'text');
    type(6000, 'drag');
    type(6100);
    type(6200);
    expect(store.flow.history().map(({ revision }) => revision)).toEqual([1, 4, 5, 6, 7, 8]);
  });

  it('[STORE7] gives no id again that undoing has freed, not even after closing', async () => {
    const store = temporaryProject();
    const node = (id: string): FlowNode => ({
      id,
      type: 'filters.length',
      version: 1,
      title: '',
      position: { x: 0, y: 0 },
      mode: 'active',
      params: {},
      notes: '',
    });
    const add = (id: string) => applyEdits(store.flow.flow(), [{ kind: 'add-node', node: node(id) }]);
    store.flow.change(add('length'), 'Add node');
    store.flow.undo();
    expect(store.flow.flow().nodes).toEqual([]);
    expect(newNodeId(store.flow.flow(), 'length')).toBe('length-2');
    store.flow.redo();
    expect(store.flow.flow().nodes.map(({ id }) => id)).toEqual(['length']);
    store.flow.undo();
    await store.close();
    const again = openProject(store.path);
    expect(newNodeId(again.flow.flow(), 'length')).toBe('length-2');
    await again.close();
  });

  it('[RUN15] a run keeps its revision when the history has forgotten it', () => {
    let time = 0;
    const store = temporaryProject({ now: () => time });
    store.flow.change(flowNumber(1), 'One');
    const run = store.beginRun({});
    expect([numberOf(run.flow), run.flowRevision]).toEqual(['1', 2]);
    for (let n = 2; n < 330; n += 1) {
      time += 10_000;
      store.flow.change(flowNumber(n), 'Next');
    }
    expect(store.flow.history().length).toBe(300);
    expect(numberOf(store.flow.revisionFlow(run.flowRevision))).toBe('1');
    expect(store.flow.revisionFlow(3)).toBeUndefined();
    expect(numberOf(store.flow.flow())).toBe('329');
  });

  type Step =
    | { kind: 'change'; merge: string | undefined; after: number }
    | { kind: 'undo' | 'redo' | 'reopen' };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('change' as const),
        merge: fc.constantFrom(undefined, 'a', 'b'),
        after: fc.integer({ min: 0, max: 4000 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  );

  it('[STORE7] behaves like a list with a place in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        let time = 0;
        const now = () => time;
        let store: ProjectStore = temporaryProject({ now });
        let list: { text: string; merge: string | undefined; at: number }[] = [
          { text: '', merge: undefined, at: 0 },
        ];
        let place = 0;
        let revision = 1;
        for (const [n, next] of steps.entries()) {
          if (next.kind === 'reopen') {
            await store.close();
            store = openProject(store.path, { now });
          } else if (next.kind === 'change') {
            time += next.after;
            const top = list[place];
            const joins =
              next.merge !== undefined &&
              top?.merge === next.merge &&
              time - top.at < 2000 &&
              place === list.length - 1;
            list = list.slice(0, joins ? place : place + 1);
            list.push({ text: `${n}`, merge: next.merge, at: time });
            place = list.length - 1;
            revision += 1;
            expect(store.flow.change(flowNumber(n), `${n}`, next.merge)).toBe(revision);
          } else {
            const to = next.kind === 'undo' ? place - 1 : place + 1;
            const possible = list[to] !== undefined;
            expect(next.kind === 'undo' ? store.flow.undo() : store.flow.redo()).toBe(possible);
            if (possible) {
              place = to;
              revision += 1;
            }
          }
          expect(numberOf(store.flow.flow())).toBe(list[place]?.text);
          expect(store.flow.revision()).toBe(revision);
        }
        expect(store.flow.history().map(({ current }) => current)).toEqual(list.map((_, i) => i === place));
        await store.close();
      }),
      { numRuns: 25 },
    );
  });
});
