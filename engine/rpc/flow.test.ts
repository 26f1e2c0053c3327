import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FlowAnswer } from '../../core/contract/flow.ts';
import { applyStep } from '../../core/flow-step.ts';
import { add, type TestingEngine, testingEngine } from './testing-engine.ts';

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine();
  await app.client.project.create({ path: join(app.folder, 'p.ekp') });
});
afterEach(() => app.close());

const ids = (answer: FlowAnswer) => ('flow' in answer ? answer.flow.nodes.map(({ id }) => id) : undefined);

it('[RPC4] is edited in order, undone and done again, with its problems', async () => {
  const added = await app.edit('Add source', add('images', 'sources.folder'));
  expect(added.problems.map(({ node: id, param }) => [id, param])).toEqual([['images', 'folder']]);
  expect(added).toMatchObject({ undo: 'Add source' });
  const all = await Promise.all([
    app.edit('One', add('one', 'filters.length')),
    app.edit('Two', add('two', 'filters.length')),
    app.edit('Three', add('three', 'filters.length')),
  ]);
  expect(ids(await app.client.flow.get())).toEqual(['images', 'one', 'two', 'three']);
  expect(new Set(all.map(({ revision }) => revision)).size).toBeLessThanOrEqual(3);
  expect(ids(await app.client.flow.undo())).toEqual(['images', 'one', 'two']);
  expect(ids(await app.client.flow.redo())).toEqual(['images', 'one', 'two', 'three']);
  expect((await app.client.flow.history()).filter(({ place }) => place === 'present')).toHaveLength(1);
});

it('[HIST7] answers with what changed since a revision that the client knows', async () => {
  await app.edit('Add source', add('images', 'sources.folder'));
  const { flow, revision } = await app.client.flow.get();
  const answer = await app.client.flow.edit({
    edits: [{ kind: 'move', moves: [{ id: 'images', position: { x: 40, y: 0 } }] }],
    label: 'Move',
    since: revision,
  });
  if ('flow' in answer) throw new Error('The whole flow was sent.');
  expect(answer).toMatchObject({ since: revision, revision: revision + 1, undo: 'Move' });
  expect(applyStep(flow, answer.step)).toEqual((await app.client.flow.get()).flow);
  // A revision that is not known, of an earlier engine for instance, costs the whole flow.
  expect(await app.client.flow.update({ since: 999 })).toEqual(await app.client.flow.get());
});

it('[HIST7] [HIST8] is looked at, named, jumped to and restored', async () => {
  const first = await app.edit('One', add('one', 'filters.length'));
  await app.edit('Two', add('two', 'filters.length'));
  await app.client.flow.nameRevision({ revision: first.revision, name: '  Only one  ' });
  expect((await app.client.flow.revision({ revision: first.revision })).nodes.map(({ id }) => id)).toEqual([
    'one',
  ]);
  expect(ids(await app.client.flow.jump({ revision: first.revision }))).toEqual(['one']);
  expect(ids(await app.client.flow.redo())).toEqual(['one', 'two']);
  const restored = await app.client.flow.restore({ revision: first.revision });
  expect(restored.undo).toBe('Restore Only one');
  expect(ids(await app.client.flow.undo())).toEqual(['one', 'two']);
  // An edit drops what was undone, and with it the place to jump to.
  await app.edit('Three', add('three', 'filters.length'));
  await expect(app.client.flow.jump({ revision: restored.revision })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND', remedy: expect.stringContaining('Choose another step') },
  });
  await expect(app.client.flow.revision({ revision: 999 })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  });
});

it('[RPC4] stays as it is when an edit does not fit', async () => {
  const before = await app.edit('Add', add('one', 'filters.length'));
  await expect(
    app.edit('Bad', add('two', 'filters.length'), { kind: 'set-params', id: 'nobody', params: {} }),
  ).rejects.toMatchObject({ data: { code: 'FLOW_EDIT' } });
  expect(await app.client.flow.get()).toEqual(before);
});

it('[RPC5] tells of every change, in every window', async () => {
  const abort = new AbortController();
  const windows = await Promise.all(
    [0, 1].map(() => app.client.project.watch(undefined, { signal: abort.signal })),
  );
  for (const window of windows)
    expect([
      (await window.next()).value,
      (await window.next()).value,
      (await window.next()).value,
      (await window.next()).value,
    ]).toMatchObject([
      { kind: 'project', info: { name: 'p' } },
      { kind: 'flow' },
      { kind: 'run', run: null },
      { kind: 'pin', pin: null },
    ]);
  const { revision } = await app.edit('Add', add('one', 'filters.length'));
  for (const window of windows) expect((await window.next()).value).toEqual({ kind: 'flow', revision });
  abort.abort();
  for (const window of windows) expect((await window.next()).done).toBe(true);
});

it('[RPC2] refuses what is no edit', async () => {
  const nonsense = { edits: [{ kind: 'explode' }], label: 'x' } as unknown as Parameters<
    typeof app.client.flow.edit
  >[0];
  await expect(app.client.flow.edit(nonsense)).rejects.toMatchObject({
    code: 'CODED',
    data: { code: 'USAGE' },
  });
});
