import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  add,
  openCaptioned,
  runWithEvents,
  type TestingEngine,
  testingEngine,
  wire,
} from './testing-engine.ts';

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine();
});
afterEach(() => app.close());

/*
 *  existing ─┬─ filter ── dataset ──first──┐
 *            │                 └──second───┤
 *            └─ teacher ────────captions── mix
 */
it('[MIX3] [MIX4] [RUN14] datasets of a run are mixed, the same mix is made once, and roots keep their names', async () => {
  await openCaptioned(app);
  await app.edit(
    'Mix',
    add('teacher', 'datasets.dataset', { question: 'Say it better.' }),
    add('mix', 'datasets.mix', { secondWeight: 2 }),
    wire('existing', 'caption', 'teacher', 'captions'),
    wire('dataset', 'dataset', 'mix', 'first'),
    wire('dataset', 'dataset', 'mix', 'second'),
    wire('teacher', 'dataset', 'mix', 'captions'),
  );
  await runWithEvents(app);
  const mixed = async () => (await app.client.dataset.list()).find(({ node }) => node === 'mix');
  const made = await mixed();
  expect(made).toMatchObject({
    title: 'Mix',
    count: 6,
    card: { fromFirst: 2, fromSecond: 4, swapped: 6, withoutCaption: 0, captionsNotUsed: 1 },
  });
  const records = await app.client.dataset.records({ id: made?.id ?? 0 });
  expect(records.map(({ id }) => id)).toEqual(['1', '2', '1#2', '2#2', '1#3', '2#3']);
  const [source] = await app.client.dataset.records({
    id: (await app.client.dataset.list()).find(({ node }) => node === 'dataset')?.id ?? 0,
  });
  expect(records[0]?.images).toEqual(source?.images);
  await runWithEvents(app);
  expect(await mixed()).toEqual(made);
});
