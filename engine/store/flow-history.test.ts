import DatabaseFile from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMPTY_FLOW, type Flow } from '../../core/flow.ts';
import { applyEdits, newNodeId } from '../../core/flow-edit.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { openProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';
import { codeOf, temporaries } from './temporary-project.ts';
import { KEPT_ENTRIES } from './trim-flow-history.ts';

const { temporaryProject } = temporaries(onTestFinished);

/** Large enough that revisions are kept as what leads on from another. */
const BASE: Flow = {
  ...EMPTY_FLOW,
  nodes: Array.from({ length: 12 }, (_, index) => nodeOf(`length-${index + 1}`, 'filters.length')),
  usedIds: { length: 12 },
};
/** A flow that can be told from others by its number. */
const flowNumber = (n: number): Flow => ({
  ...BASE,
  notes: [{ id: 'note', position: { x: 0, y: 0 }, width: 100, text: `${n}` }],
});
const numberOf = (flow: Flow | undefined) => flow?.notes[0]?.text ?? '';
const rowsOf = (path: string) => {
  const database = new DatabaseFile(path);
  onTestFinished(() => void database.close());
  return database;
};

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
    again.flow.undo();
    expect(again.flow.history().map(({ label, place }) => [label, place])).toEqual([
      ['New project', 'past'],
      ['Add note', 'present'],
      ['Change note', 'undone'],
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
    const add = (id: string) =>
      applyEdits(store.flow.flow(), [{ kind: 'add-node', node: nodeOf(id, 'filters.length') }]);
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

  it('[HIST7] [RUN15] drops nothing while it is open; opening keeps the latest entries, and what runs and names refer to', async () => {
    let time = 0;
    const now = () => time;
    const store = temporaryProject({ now });
    store.flow.change(flowNumber(1), 'One');
    const run = store.beginRun({});
    expect([numberOf(run.flow), run.flowRevision]).toEqual(['1', 2]);
    store.flow.change(flowNumber(2), 'Two');
    store.flow.nameRevision(3, 'Before the rest');
    for (let n = 3; n < KEPT_ENTRIES + 30; n += 1) {
      time += 10_000;
      store.flow.change(flowNumber(n), 'Next');
    }
    expect(store.flow.history()).toHaveLength(KEPT_ENTRIES + 30);
    expect(store.flow.jump(1)).toBe(true);
    expect(store.flow.flow().notes).toEqual([]);
    expect(store.flow.jump(KEPT_ENTRIES + 30)).toBe(true);
    await store.close();

    const again = openProject(store.path, { now });
    const history = again.flow.history();
    expect(history.filter(({ place }) => place === 'past' || place === 'present')).toHaveLength(KEPT_ENTRIES);
    expect(history.filter(({ place }) => place === 'kept')).toMatchObject([
      { revision: 2, runs: [run.id] },
      { revision: 3, name: 'Before the rest', runs: [] },
    ]);
    expect([2, 3, 4].map((revision) => numberOf(again.flow.revisionFlow(revision)))).toEqual(['1', '2', '']);
    expect(again.flow.revisionFlow(4)).toBeUndefined();
    expect(again.flow.jump(4)).toBe(false);
    await again.close();
  });

  it('[HIST7] keeps a large flow whole now and then, and what changed between', async () => {
    const store = temporaryProject();
    const large = applyEdits(
      BASE,
      Array.from({ length: 200 }, (_, index) => ({
        kind: 'add-node' as const,
        node: nodeOf(`prompt-${index + 1}`, 'prompts.text', { text: 'Describe the picture. '.repeat(20) }),
      })),
    );
    store.flow.change(large, 'Build');
    for (let n = 0; n < 200; n += 1)
      store.flow.change(
        applyEdits(store.flow.flow(), [
          { kind: 'move', moves: [{ id: 'prompt-7', position: { x: n, y: 0 } }] },
        ]),
        'Move',
      );
    await store.close();
    const rows = rowsOf(store.path)
      .prepare<[], { length: number; whole: number }>(
        'select length(flow) as length, base is null as whole from flows',
      )
      .all();
    const whole = rows.filter((row) => row.whole === 1).length;
    expect(rows).toHaveLength(202);
    expect(whole).toBeLessThan(12);
    const total = rows.reduce((sum, { length }) => sum + length, 0);
    expect(total).toBeLessThan(12 * JSON.stringify(large).length);

    const again = openProject(store.path);
    for (let n = 0; n < 150; n += 1) again.flow.undo();
    expect(again.flow.flow().nodes.find(({ id }) => id === 'prompt-7')?.position.x).toBe(49);
    await again.close();
  });

  it('[HIST8] a name stands where its flow is, also after going back to it, and can be taken away', () => {
    const store = temporaryProject();
    store.flow.change(flowNumber(1), 'One');
    store.flow.change(flowNumber(2), 'Two');
    store.flow.undo();
    store.flow.nameRevision(store.flow.revision(), 'The good one');
    const named = () =>
      store.flow.history().flatMap(({ label, name }) => (name ? [`${label}: ${name}`] : []));
    expect(named()).toEqual(['One: The good one']);
    store.flow.nameRevision(2, 'Still good');
    expect(named()).toEqual(['One: Still good']);
    store.flow.nameRevision(2, '');
    expect(named()).toEqual([]);
    expect(codeOf(() => store.flow.nameRevision(99, 'Nowhere'))).toBe('NOT_FOUND');
  });

  it.each([
    ['a flow that is told from itself', 'update flows set base = id where base is not null'],
    [
      'a flow whose base is gone',
      'update flows set base = 1 where base is not null; delete from flows where id = 1',
    ],
    ['a step of another form', 'update flows set flow = \'{"difference":[]}\' where base is not null'],
    ['a step that is no JSON', "update flows set flow = 'x' where base is not null"],
    [
      'a step that leads to no flow',
      `update flows set flow = replace(flow, '"added":[]', '"added":[{"id":"length-1","type":"filters.length"}]')
       where base is not null`,
    ],
  ])(
    '[HIST12] %s out of a stranger’s project is refused, and what does not need it opens',
    async (_, sql) => {
      const store = temporaryProject({ flow: BASE });
      store.flow.change(flowNumber(1), 'One');
      await store.close();
      const database = rowsOf(store.path);
      expect(database.prepare('select count(*) from flows where base is not null').pluck().get()).toBe(1);
      database.exec(sql);
      database.close();
      const again = openProject(store.path);
      expect(codeOf(() => again.flow.flow())).toBe('PROJECT_DAMAGED');
      expect(again.flow.history()).toHaveLength(2);
      await again.close();
    },
  );

  it('[HIST12] a place and ids that mean nothing cost no more than themselves', async () => {
    const store = temporaryProject();
    store.flow.change(flowNumber(1), 'One');
    await store.close();
    const database = rowsOf(store.path);
    database.exec(`update meta set value = '1e99' where name = 'flowPosition';
      insert into meta values ('flowUsedIds', '{"__proto__": "x"}'); update flow_history set label = '${'x'.repeat(5000)}'`);
    database.close();
    const again = openProject(store.path);
    expect(numberOf(again.flow.flow())).toBe('1');
    expect(again.flow.history().every(({ label }) => label.length === 200)).toBe(true);
    again.flow.change(flowNumber(2), 'Two');
    expect(numberOf(again.flow.flow())).toBe('2');
    await again.close();
  });

  type Step =
    | { kind: 'change'; merge: string | undefined; after: number }
    | { kind: 'jump'; to: number }
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
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), to: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  );

  it('[STORE7] [HIST7] behaves like a list of whole flows with a place in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        let time = 0;
        const now = () => time;
        let store: ProjectStore = temporaryProject({ now, flow: BASE });
        let list: { flow: Flow; merge: string | undefined; at: number; revision: number }[] = [
          { flow: BASE, merge: undefined, at: 0, revision: 1 },
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
            revision += 1;
            const flow = { ...flowNumber(n), nodes: BASE.nodes.slice(0, n % 12) };
            list.push({ flow, merge: next.merge, at: time, revision });
            place = list.length - 1;
            expect(store.flow.change(flow, `${n}`, next.merge)).toBe(revision);
          } else {
            const to =
              next.kind === 'jump' ? next.to % list.length : next.kind === 'undo' ? place - 1 : place + 1;
            const target = list[to];
            const done =
              next.kind === 'jump' ? store.flow.jump(target?.revision ?? 0) : store.flow[next.kind]();
            expect(done).toBe(target !== undefined);
            if (target && to !== place) {
              place = to;
              revision += 1;
            }
          }
          expect(store.flow.flow()).toEqual(list[place]?.flow);
          expect(store.flow.revision()).toBe(revision);
        }
        expect(store.flow.history().map(({ revision: own, place: at }) => [own, at])).toEqual(
          list.map((entry, i) => [entry.revision, i === place ? 'present' : i < place ? 'past' : 'undone']),
        );
        await store.close();
      }),
      { numRuns: 25 },
    );
  });
});
