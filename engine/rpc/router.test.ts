import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowAnswer } from '../../core/contract/flow.ts';
import type { EngineClient } from '../../core/contract/index.ts';
import type { ProjectEvent } from '../../core/contract/project.ts';
import type { FlowNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { applyStep } from '../../core/flow-step.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import type { EngineHost } from '../engine-host.ts';

let folder: string;
let host: EngineHost;
let engine: Engine;
let client: EngineClient;

async function start(changes: Partial<EngineHost> = {}) {
  host = { ...createNodeHost('web', { EKPHRASIS_DATA: join(folder, 'data') }), ...changes };
  engine = await createEngine(host, {});
  client = createRouterClient(engine.router);
  await client.system.setSetting({ name: 'projectsFolder', value: join(folder, 'projects') });
}

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-router-')));
  await start();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (id: string, type: string, params?: FlowNode['params']): FlowEdit => ({
  kind: 'add-node',
  node: nodeOf(id, type, params),
});
const wire = (from: string, port: string, to: string, input: string): FlowEdit => ({
  kind: 'connect',
  wire: { from: { node: from, port }, to: { node: to, port: input } },
});
/** The contract's input is the same with its arrays open for writing. */
type Edits = Parameters<EngineClient['flow']['edit']>[0]['edits'];
const edit = (label: string, ...edits: FlowEdit[]) => client.flow.edit({ edits: edits as Edits, label });
const ids = (answer: FlowAnswer) => ('flow' in answer ? answer.flow.nodes.map(({ id }) => id) : undefined);

async function makePictures(count: number): Promise<string> {
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  for (let index = 0; index < count; index++) {
    const background = { r: index * 9, g: 255 - index * 9, b: 40 };
    const image = sharp({ create: { width: 24, height: 16, channels: 3, background } });
    await image.png().toFile(join(pictures, `${index}.png`));
    writeFileSync(
      join(pictures, `${index}.txt`),
      index === 0 ? 'short' : `The caption of picture number ${index}.`,
    );
  }
  return pictures;
}

/** images → existing → filter → dataset. */
async function openCaptioned(count = 3): Promise<void> {
  const pictures = await makePictures(count);
  await client.project.create({ path: join(folder, 'p.ekp') });
  await edit(
    'Build',
    add('images', 'sources.folder', { folder: pictures }),
    add('prompt', 'prompts.text', { text: 'Describe {{image.name}}.' }),
    add('existing', 'captioners.existing'),
    add('filter', 'filters.length', { minimum: 10 }),
    add('dataset', 'datasets.dataset'),
    wire('images', 'images', 'prompt', 'image'),
    wire('prompt', 'prompted', 'existing', 'image'),
    wire('existing', 'caption', 'filter', 'caption'),
    wire('filter', 'kept', 'dataset', 'captions'),
  );
}

/** Runs to the end and gives every event on the way. */
async function run(): Promise<readonly ProjectEvent[]> {
  const abort = new AbortController();
  const watching = await client.project.watch(undefined, { signal: abort.signal });
  const started = await client.run.start({});
  const events: ProjectEvent[] = [];
  for await (const event of watching) {
    events.push(event);
    if (event.kind === 'run' && event.run?.id === started.id && event.run.endedAt !== undefined) break;
  }
  abort.abort();
  return events;
}

describe('projects', () => {
  it('[RPC3] none is open at first, and none after closing', async () => {
    expect(await client.project.get()).toBeNull();
    await expect(client.flow.get()).rejects.toMatchObject({ data: { code: 'PROJECT_NOT_FOUND' } });
    await client.project.create({ path: join(folder, 'p') });
    expect(await client.project.get()).toMatchObject({
      name: 'p',
      path: join(folder, 'p.ekp'),
      readOnly: false,
    });
    await client.project.close();
    expect(await client.project.get()).toBeNull();
    expect(await client.project.recent()).toMatchObject([
      { path: join(folder, 'p.ekp'), name: 'p', found: true },
    ]);
  });

  it('a folder of the user’s own pictures becomes a project without a captioner', async () => {
    const pictures = await makePictures(1);
    const first = await client.project.createFromFolder({ folder: pictures });
    expect(first.path).toBe(join(folder, 'projects', 'pictures.ekp'));
    const { flow, problems } = await client.flow.get();
    expect(flow.nodes.find(({ id }) => id === 'images')?.params).toEqual({ folder: pictures });
    expect(flow.nodes.find(({ id }) => id === 'captioner')?.params).toEqual({ model: '' });
    expect(problems).toContainEqual(
      expect.objectContaining({ node: 'captioner', code: 'CAPTIONER_MISSING', fix: 'choose-captioner' }),
    );
    await expect(client.run.start({})).rejects.toMatchObject({ data: { fix: 'choose-captioner' } });
    const second = await client.project.createFromFolder({ folder: pictures });
    expect(second.path).toBe(join(folder, 'projects', 'pictures 2.ekp'));
  });

  it('the sample is made once, ready to run, and follows the assets when they move', async () => {
    const info = await client.project.openSample();
    expect(info).toMatchObject({ isSample: true, name: 'Sample' });
    expect((await client.flow.get()).problems).toEqual([]);
    expect(await client.project.recent()).toEqual([]);
    await client.flow.edit({ edits: [{ kind: 'remove-nodes', ids: ['dataset'] }], label: 'Remove' });
    await engine.close();
    const moved = join(folder, 'moved');
    mkdirSync(moved);
    for (const part of ['templates', 'sample', 'starter', 'models'])
      cpSync(join(host.assetsFolder, part), join(moved, part), { recursive: true });
    await start({ assetsFolder: moved });
    expect((await client.project.openSample()).path).toBe(info.path);
    const state = await client.flow.get();
    expect(ids(state)).not.toContain('dataset');
    expect(state.flow.nodes.find(({ id }) => id === 'images')?.params.folder).toBe(
      join(moved, 'sample', 'scenes'),
    );
  });

  it('the one that is open stays when another cannot be opened', async () => {
    await client.project.create({ path: join(folder, 'p.ekp') });
    writeFileSync(join(folder, 'bad.ekp'), 'nothing of ours');
    await expect(client.project.open({ path: join(folder, 'bad.ekp') })).rejects.toMatchObject({
      data: { code: 'PROJECT_FOREIGN' },
    });
    expect((await client.project.get())?.name).toBe('p');
  });

  it('a second engine may look but not touch', async () => {
    await client.project.create({ path: join(folder, 'p.ekp') });
    const other = await createEngine({ ...host, dataFolder: join(folder, 'other') }, {});
    const second: EngineClient = createRouterClient(other.router);
    expect(await second.project.open({ path: join(folder, 'p.ekp') })).toMatchObject({ readOnly: true });
    for (const attempt of [
      () => second.flow.edit({ edits: [add('images', 'sources.folder')] as Edits, label: 'Add' }),
      () => second.flow.undo(),
      () => second.run.start({}),
      () => second.project.rename({ name: 'x' }),
      () => second.project.setCap({ capUsd: 1 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ data: { code: 'PROJECT_LOCKED' } });
    await other.close();
  });

  it('has a name and a cap', async () => {
    await client.project.create({ path: join(folder, 'p.ekp') });
    expect((await client.project.rename({ name: ' Boats ' })).name).toBe('Boats');
    await expect(client.project.rename({ name: '  ' })).rejects.toMatchObject({ data: { code: 'USAGE' } });
    expect((await client.project.setCap({ capUsd: 2.5 })).capUsd).toBe(2.5);
    expect((await client.project.setCap({ capUsd: null })).capUsd).toBeUndefined();
  });
});

describe('the flow', () => {
  beforeEach(async () => {
    await client.project.create({ path: join(folder, 'p.ekp') });
  });

  it('[RPC4] is edited in order, undone and done again, with its problems', async () => {
    const added = await edit('Add source', add('images', 'sources.folder'));
    expect(added.problems.map(({ node: id, param }) => [id, param])).toEqual([['images', 'folder']]);
    expect(added).toMatchObject({ undo: 'Add source' });
    const all = await Promise.all([
      edit('One', add('one', 'filters.length')),
      edit('Two', add('two', 'filters.length')),
      edit('Three', add('three', 'filters.length')),
    ]);
    expect(ids(await client.flow.get())).toEqual(['images', 'one', 'two', 'three']);
    expect(new Set(all.map(({ revision }) => revision)).size).toBeLessThanOrEqual(3);
    expect(ids(await client.flow.undo())).toEqual(['images', 'one', 'two']);
    expect(ids(await client.flow.redo())).toEqual(['images', 'one', 'two', 'three']);
    expect((await client.flow.history()).filter(({ place }) => place === 'present')).toHaveLength(1);
  });

  it('[HIST7] answers with what changed since a revision that the client knows', async () => {
    await edit('Add source', add('images', 'sources.folder'));
    const { flow, revision } = await client.flow.get();
    const answer = await client.flow.edit({
      edits: [{ kind: 'move', moves: [{ id: 'images', position: { x: 40, y: 0 } }] }],
      label: 'Move',
      since: revision,
    });
    if ('flow' in answer) throw new Error('The whole flow was sent.');
    expect(answer).toMatchObject({ since: revision, revision: revision + 1, undo: 'Move' });
    expect(applyStep(flow, answer.step)).toEqual((await client.flow.get()).flow);
    // A revision that is not known, of an earlier engine for instance, costs the whole flow.
    expect(await client.flow.update({ since: 999 })).toEqual(await client.flow.get());
  });

  it('[HIST7] [HIST8] is looked at, named, jumped to and restored', async () => {
    const first = await edit('One', add('one', 'filters.length'));
    await edit('Two', add('two', 'filters.length'));
    await client.flow.nameRevision({ revision: first.revision, name: '  Only one  ' });
    expect((await client.flow.revision({ revision: first.revision })).nodes.map(({ id }) => id)).toEqual([
      'one',
    ]);
    expect(ids(await client.flow.jump({ revision: first.revision }))).toEqual(['one']);
    expect(ids(await client.flow.redo())).toEqual(['one', 'two']);
    const restored = await client.flow.restore({ revision: first.revision });
    expect(restored.undo).toBe('Restore Only one');
    expect(ids(await client.flow.undo())).toEqual(['one', 'two']);
    // An edit drops what was undone, and with it the place to jump to.
    await edit('Three', add('three', 'filters.length'));
    await expect(client.flow.jump({ revision: restored.revision })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND', remedy: expect.stringContaining('Choose another step') },
    });
    await expect(client.flow.revision({ revision: 999 })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });
  });

  it('[RPC4] stays as it is when an edit does not fit', async () => {
    const before = await edit('Add', add('one', 'filters.length'));
    await expect(
      edit('Bad', add('two', 'filters.length'), { kind: 'set-params', id: 'nobody', params: {} }),
    ).rejects.toMatchObject({ data: { code: 'FLOW_EDIT' } });
    expect(await client.flow.get()).toEqual(before);
  });

  it('[RPC5] tells of every change, in every window', async () => {
    const abort = new AbortController();
    const windows = await Promise.all(
      [0, 1].map(() => client.project.watch(undefined, { signal: abort.signal })),
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
    const { revision } = await edit('Add', add('one', 'filters.length'));
    for (const window of windows) expect((await window.next()).value).toEqual({ kind: 'flow', revision });
    abort.abort();
    for (const window of windows) expect((await window.next()).done).toBe(true);
  });

  it('[RPC2] refuses what is no edit', async () => {
    const nonsense = { edits: [{ kind: 'explode' }], label: 'x' } as unknown as Parameters<
      typeof client.flow.edit
    >[0];
    await expect(client.flow.edit(nonsense)).rejects.toMatchObject({
      code: 'CODED',
      data: { code: 'USAGE' },
    });
  });
});

describe('a run', () => {
  it('[RPC5] shows in the events, and everything it made can be asked for', async () => {
    await openCaptioned();
    const events = await run();
    const last = events.findLast((event) => event.kind === 'run');
    expect(
      last?.kind === 'run' && last.run?.nodes.map(({ id, kept, rejected }) => [id, kept, rejected]),
    ).toEqual([
      ['images', 3, 0],
      ['prompt', 3, 0],
      ['existing', 3, 0],
      ['filter', 2, 1],
      ['dataset', 2, 0],
    ]);
    expect((await client.run.current())?.state).toBe('done');
    expect(await client.run.list()).toMatchObject([{ id: 1, state: 'done' }]);
    expect((await client.run.get({ id: 1 as never })).state).toBe('done');
    await expect(client.run.get({ id: 9 as never })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });

    const rejected = await client.run.samples({ node: 'filter', outcome: 'rejected' });
    expect(rejected.map(({ sample }) => sample.facets.location.path)).toEqual(['0.png']);
    expect(await client.run.samples({ node: 'filter', port: 'kept' })).toHaveLength(2);
    expect(await client.run.problems({ node: 'filter' })).toMatchObject([{ node: 'filter', count: 1 }]);
    expect(await client.run.live({})).toHaveLength(3);

    const page = await client.image.list({});
    expect([page.total, page.captions]).toEqual([3, 3]);
    const datasets = await client.dataset.list();
    expect(datasets).toMatchObject([{ node: 'dataset', count: 2 }]);
    const records = await client.dataset.records({ id: datasets[0]?.id ?? 0 });
    expect(records.map(({ id }) => id)).toEqual(['1', '2']);
    const out = join(folder, 'out.json');
    expect(await client.dataset.export({ format: 'sharegpt4v', out })).toMatchObject({ records: 2 });
  });

  it('[RUN16] a caption that a person wrote is the head from then on', async () => {
    await openCaptioned();
    await run();
    const { tiles } = await client.image.list({});
    const tile = tiles.find(({ path }) => path === '1.png');
    const caption = tile?.captions[0];
    if (!tile || !caption) throw new Error('there is no caption');
    const head = await client.image.editCaption({ id: caption.id, text: 'What a person wrote about it.' });
    expect(head).toMatchObject({ text: 'What a person wrote about it.', edited: true });
    const details = await client.image.get({ hash: tile.hash });
    expect(details).toMatchObject({
      width: 24,
      height: 16,
      format: 'png',
      locations: [{ path: '1.png', found: true }],
    });
    expect(details.captions[0]?.history.map(({ text }) => text)).toContain(
      'The caption of picture number 1.',
    );
    const back = await client.image.restoreCaption({ id: caption.id });
    expect(back.text).toBe('The caption of picture number 1.');
    await expect(client.image.editCaption({ id: caption.id, text: '' })).rejects.toMatchObject({
      data: { code: 'USAGE' },
    });
    await expect(client.image.get({ hash: 'f'.repeat(64) as never })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });
  });

  it('there is one at a time, and none to stop when none is there', async () => {
    await openCaptioned(40);
    for (const act of [client.run.pause, client.run.resume, client.run.stop])
      await expect(act()).rejects.toMatchObject({ data: { code: 'RUN_NONE' } });
    await client.run.start({});
    await expect(client.run.start({})).rejects.toMatchObject({ data: { code: 'RUN_ACTIVE' } });
    await client.run.stop();
    expect((await client.run.current())?.endedAt).toBeDefined();
    await client.run.start({});
    await client.project.close();
    await client.project.open({ path: join(folder, 'p.ekp') });
    expect((await client.run.current())?.endedAt).toBeDefined();
  });

  it('prompts can be looked at before and after', async () => {
    await openCaptioned();
    expect((await client.flow.previewPrompt({ node: 'prompt' })).rendered).toEqual([]);
    await run();
    const preview = await client.flow.previewPrompt({ node: 'prompt' });
    expect(preview.rendered.map(({ path, text }) => [path, text])).toContainEqual([
      '1.png',
      'Describe 1.png.',
    ]);
    expect(preview.hints).toMatchObject([{ param: 'text', line: 1, column: 10 }]);
    expect(preview.coverage).toEqual([{ part: '', title: 'All images', count: 3 }]);
    const hash = preview.rendered[0]?.image ?? '';
    expect(
      (await client.flow.previewPrompt({ node: 'prompt', images: [hash, 'nonsense'] })).rendered,
    ).toHaveLength(1);
    await expect(client.flow.previewPrompt({ node: 'images' })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });
  });
});

describe('settings and captioners', () => {
  it('keeps endpoints and keys of the user, and never gives a key back', async () => {
    await client.captioner.saveEndpoint({ name: 'mine', url: 'http://127.0.0.1:9/v1', model: 'm' });
    await client.captioner.setKey({ name: 'mine', key: 'a secret' });
    const endpoints = await client.captioner.endpoints();
    expect(endpoints).toMatchObject([{ name: 'mine', hasKey: true }]);
    expect(JSON.stringify(endpoints)).not.toContain('a secret');
    expect(await client.captioner.testEndpoint({ url: 'http://127.0.0.1:9/v1', name: 'mine' })).toMatchObject(
      { ok: false },
    );
    expect(await client.captioner.removeEndpoint({ name: 'mine' })).toEqual([]);
  });

  it('lists the starter with its limits', async () => {
    const models = await client.captioner.models();
    expect(models.find(({ id }) => id === 'starter')).toMatchObject({
      state: 'bundled',
      limits: expect.any(String),
    });
  });

  it('a download that cannot be ends by saying so', async () => {
    const steps = [];
    for await (const step of await client.captioner.download({ id: 'nonsense' })) steps.push(step);
    expect(steps.at(-1)).toMatchObject({ id: 'nonsense', state: 'failed' });
  });

  it('keeps settings', async () => {
    await client.system.setSetting({ name: 'theme', value: 'dark' });
    expect(await client.system.getSettings()).toMatchObject({ theme: 'dark' });
    expect(await client.system.info()).toMatchObject({
      host: 'web',
      projectsFolder: join(folder, 'projects'),
    });
  });
});
