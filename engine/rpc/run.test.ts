import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCaptioned, runWithEvents, type TestingEngine, testingEngine } from './testing-engine.ts';

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine();
});
afterEach(() => app.close());

it('[RPC5] shows in the events, and everything it made can be asked for', async () => {
  await openCaptioned(app);
  const events = await runWithEvents(app);
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
  expect((await app.client.run.current())?.state).toBe('done');
  expect(await app.client.run.list()).toMatchObject([{ id: 1, state: 'done' }]);
  expect((await app.client.run.get({ id: 1 as never })).state).toBe('done');
  await expect(app.client.run.get({ id: 9 as never })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });

  const rejected = await app.client.run.samples({ node: 'filter', outcome: 'rejected' });
  expect(rejected.map(({ sample }) => sample.facets.location.path)).toEqual(['0.png']);
  expect(await app.client.run.samples({ node: 'filter', port: 'kept' })).toHaveLength(2);
  expect(await app.client.run.problems({ node: 'filter' })).toMatchObject([{ node: 'filter', count: 1 }]);
  expect(await app.client.run.live({})).toHaveLength(3);

  const page = await app.client.image.list({});
  expect([page.total, page.captions]).toEqual([3, 3]);
  const datasets = await app.client.dataset.list();
  expect(datasets).toMatchObject([{ node: 'dataset', count: 2 }]);
  const records = await app.client.dataset.records({ id: datasets[0]?.id ?? 0 });
  expect(records.map(({ id }) => id)).toEqual(['1', '2']);
  const out = join(app.folder, 'out.json');
  expect(await app.client.dataset.export({ format: 'sharegpt4v', out })).toMatchObject({ records: 2 });
});

it('[RUN16] a caption that a person wrote is the head from then on', async () => {
  await openCaptioned(app);
  await runWithEvents(app);
  const { tiles } = await app.client.image.list({});
  const tile = tiles.find(({ path }) => path === '1.png');
  const caption = tile?.captions[0];
  if (!tile || !caption) throw new Error('there is no caption');
  const head = await app.client.image.editCaption({ id: caption.id, text: 'What a person wrote about it.' });
  expect(head).toMatchObject({ text: 'What a person wrote about it.', edited: true });
  const details = await app.client.image.get({ hash: tile.hash });
  expect(details).toMatchObject({
    width: 24,
    height: 16,
    format: 'png',
    locations: [{ path: '1.png', found: true }],
  });
  expect(details.captions[0]?.history.map(({ text }) => text)).toContain('The caption of picture number 1.');
  const back = await app.client.image.restoreCaption({ id: caption.id });
  expect(back.text).toBe('The caption of picture number 1.');
  await expect(app.client.image.editCaption({ id: caption.id, text: '' })).rejects.toMatchObject({
    data: { code: 'USAGE' },
  });
  await expect(app.client.image.get({ hash: 'f'.repeat(64) as never })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  });
});

it('there is one at a time, and none to stop when none is there', async () => {
  await openCaptioned(app, 40);
  for (const act of [app.client.run.pause, app.client.run.resume, app.client.run.stop])
    await expect(act()).rejects.toMatchObject({ data: { code: 'RUN_NONE' } });
  await app.client.run.start({});
  await expect(app.client.run.start({})).rejects.toMatchObject({ data: { code: 'RUN_ACTIVE' } });
  await app.client.run.stop();
  expect((await app.client.run.current())?.endedAt).toBeDefined();
  await app.client.run.start({});
  await app.client.project.close();
  await app.client.project.open({ path: join(app.folder, 'p.ekp') });
  expect((await app.client.run.current())?.endedAt).toBeDefined();
});

it('prompts can be looked at before and after', async () => {
  await openCaptioned(app);
  expect((await app.client.flow.previewPrompt({ node: 'prompt' })).rendered).toEqual([]);
  await runWithEvents(app);
  const preview = await app.client.flow.previewPrompt({ node: 'prompt' });
  expect(preview.rendered.map(({ path, text }) => [path, text])).toContainEqual(['1.png', 'Describe 1.png.']);
  expect(preview.hints).toMatchObject([{ param: 'text', line: 1, column: 10 }]);
  expect(preview.coverage).toEqual([{ part: '', title: 'All images', count: 3 }]);
  const hash = preview.rendered[0]?.image ?? '';
  expect(
    (await app.client.flow.previewPrompt({ node: 'prompt', images: [hash, 'nonsense'] })).rendered,
  ).toHaveLength(1);
  await expect(app.client.flow.previewPrompt({ node: 'images' })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  });
});
