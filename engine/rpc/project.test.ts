import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineClient } from '../../core/contract/index.ts';
import { createEngine } from '../create-engine.ts';
import { add, captionedPictures, type Edits, type TestingEngine, testingEngine } from './testing-engine.ts';

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine();
});
afterEach(() => app.close());

it('[RPC3] none is open at first, and none after closing', async () => {
  expect(await app.client.project.get()).toBeNull();
  await expect(app.client.flow.get()).rejects.toMatchObject({ data: { code: 'PROJECT_NOT_FOUND' } });
  await app.client.project.create({ path: join(app.folder, 'p') });
  expect(await app.client.project.get()).toMatchObject({
    name: 'p',
    path: join(app.folder, 'p.ekp'),
    readOnly: false,
  });
  await app.client.project.close();
  expect(await app.client.project.get()).toBeNull();
  expect(await app.client.project.recent()).toMatchObject([
    { path: join(app.folder, 'p.ekp'), name: 'p', found: true },
  ]);
});

it('a folder of the user’s own pictures becomes a project without a captioner', async () => {
  const pictures = await captionedPictures(app.folder, 1);
  const draft = await app.client.project.draft({ folder: pictures });
  expect(await app.client.project.get()).toBeNull();
  const { name, flow: drafted } = draft as { name: string; flow: never };
  const first = await app.client.project.createNamed({ name, flow: drafted });
  expect(first.path).toBe(join(app.folder, 'projects', 'pictures.ekp'));
  const { flow, problems } = await app.client.flow.get();
  expect(flow.nodes.find(({ id }) => id === 'images')?.params).toEqual({ folder: pictures });
  expect(flow.nodes.find(({ id }) => id === 'captioner')?.params).toEqual({ model: '' });
  expect(problems).toContainEqual(
    expect.objectContaining({ node: 'captioner', code: 'CAPTIONER_MISSING', fix: 'choose-captioner' }),
  );
  await expect(app.client.run.start({})).rejects.toMatchObject({ data: { fix: 'choose-captioner' } });
  const second = await app.client.project.createNamed({ name, flow: drafted });
  expect(second.path).toBe(join(app.folder, 'projects', 'pictures 2.ekp'));
});

it('[START2] a folder with a name of any length becomes a project', async () => {
  const folder = join(app.folder, 'p'.repeat(250));
  mkdirSync(folder);
  const { name, flow } = (await app.client.project.draft({ folder })) as { name: string; flow: never };
  expect((await app.client.project.createNamed({ name, flow })).name).toBe('p'.repeat(100));
});

it('the sample is made once, ready to run, and follows the assets when they move', async () => {
  const info = await app.client.project.openSample();
  expect(info).toMatchObject({ isSample: true, name: 'Sample' });
  expect((await app.client.flow.get()).problems).toEqual([]);
  expect(await app.client.project.recent()).toEqual([]);
  await app.client.flow.edit({ edits: [{ kind: 'remove-nodes', ids: ['dataset'] }], label: 'Remove' });
  const moved = join(app.folder, 'moved');
  mkdirSync(moved);
  for (const part of ['templates', 'sample', 'starter', 'models'])
    cpSync(join(app.host.assetsFolder, part), join(moved, part), { recursive: true });
  app = await app.restart({ assetsFolder: moved });
  expect((await app.client.project.openSample()).path).toBe(info.path);
  const state = await app.client.flow.get();
  expect(state.flow.nodes.map(({ id }) => id)).not.toContain('dataset');
  expect(state.flow.nodes.find(({ id }) => id === 'images')?.params.folder).toBe(
    join(moved, 'sample', 'scenes'),
  );
});

it('the one that is open stays when another cannot be opened', async () => {
  await app.client.project.create({ path: join(app.folder, 'p.ekp') });
  writeFileSync(join(app.folder, 'bad.ekp'), 'nothing of ours');
  await expect(app.client.project.open({ path: join(app.folder, 'bad.ekp') })).rejects.toMatchObject({
    data: { code: 'PROJECT_FOREIGN' },
  });
  expect((await app.client.project.get())?.name).toBe('p');
});

it('a second engine may look but not touch', async () => {
  await app.client.project.create({ path: join(app.folder, 'p.ekp') });
  const other = await createEngine({ ...app.host, dataFolder: join(app.folder, 'other') }, {});
  const second: EngineClient = createRouterClient(other.router);
  expect(await second.project.open({ path: join(app.folder, 'p.ekp') })).toMatchObject({ readOnly: true });
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
  await app.client.project.create({ path: join(app.folder, 'p.ekp') });
  expect((await app.client.project.rename({ name: ' Boats ' })).name).toBe('Boats');
  await expect(app.client.project.rename({ name: '  ' })).rejects.toMatchObject({ data: { code: 'USAGE' } });
  expect((await app.client.project.setCap({ capUsd: 2.5 })).capUsd).toBe(2.5);
  expect((await app.client.project.setCap({ capUsd: null })).capUsd).toBeUndefined();
});
