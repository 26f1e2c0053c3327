import DatabaseFile from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import type { DatasetRecord } from '../../core/artifact.ts';
import { openProject } from '../store/open-project.ts';
import { hashNamed, keyNamed } from '../store/temporary-content.ts';
import { temporaries } from '../store/temporary-project.ts';
import { INBOX_CAPACITY } from './inbox.ts';
import { captioningFlow, countsOf, latch, names, TestProject } from './testing/test-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

/** Longest stretch, and so the most by which an inbox overflows. */
const STRETCH = 512;

it('[RUN2] a source waits while a captioner has its hands full: what is under way does not grow with the number of images', async () => {
  await using project = new TestProject(captioningFlow(names(100_000)));
  const never = latch();
  const asked = latch();
  project.behaviour = async (name, _request, call) => {
    if (call === 4) asked.open();
    await never.opened;
    return { text: name };
  };
  const run = project.start();
  await asked.opened;
  for (let turns = 0; turns < 300; turns += 1) await new Promise(setImmediate);
  const listed = countsOf(run.progress()).images?.[0] ?? 0;
  // Two inboxes, what each of three stages has in its hands, and what is read ahead.
  expect(listed).toBeLessThanOrEqual(2 * (INBOX_CAPACITY + STRETCH) + 6 * STRETCH);
  expect(listed).toBeGreaterThan(INBOX_CAPACITY);
  await run.stop();
});

it('[RUN2] freezing a dataset lets others have their turn, and shows nothing of it before all is there', async () => {
  const store = temporaryProject();
  const run = store.beginRun({}).id;
  const seen = new Set<number>();
  let frozen = false;
  const watch = () => {
    if (frozen) return;
    seen.add(store.artifacts.list().length);
    setImmediate(watch);
  };
  setImmediate(watch);
  function* records(): Iterable<DatasetRecord> {
    for (let index = 0; index < 8000; index += 1)
      yield {
        id: `${index}`,
        images: [{ hash: hashNamed('a'), root: 'pictures', path: `${index}.png`, width: 1, height: 1 }],
        conversations: [{ from: 'gpt', value: `Text ${index}. ${'word '.repeat(200)}` }],
        metadata: {},
      };
  }
  const draft = { kind: 'dataset', title: 'Dataset', records: records(), card: () => ({}) } as const;
  const made = await store.saveArtifact(keyNamed('a'), 'dataset', run, draft);
  frozen = true;
  expect(seen).toContain(0);
  expect(store.artifacts.list().map(({ id, count }) => [id, count])).toEqual([[made.id, 8000]]);
});

it('[STORE12] what a kill has left of a dataset is never seen, and goes when the next one is made', async () => {
  const before = temporaryProject();
  const { path } = before;
  await before.close();
  const rows = (work: (database: DatabaseFile.Database) => unknown) => {
    const database = new DatabaseFile(path);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  rows((database) =>
    database.exec(`insert into artifacts values (1, x'${keyNamed('a')}', 1, 1, 'dataset', 'Half', '', -1, '', 0);
      insert into records values (1, 0, null, '[-1,{}]')`),
  );
  const store = openProject(path);
  expect([store.artifacts.list(), await store.findArtifact(keyNamed('a'))]).toEqual([[], undefined]);
  const record: DatasetRecord = { id: 'a', images: [], conversations: [], metadata: {} };
  const draft = { kind: 'dataset', title: 'Dataset', records: [record, record], card: () => ({}) } as const;
  const made = await store.saveArtifact(keyNamed('b'), 'dataset', store.beginRun({}).id, draft);
  expect([store.artifacts.list(), [...store.artifacts.records(made.id)]]).toEqual([[made], [record, record]]);
  await store.close();
  expect(rows((database) => database.prepare('select count(*) from records').pluck().get())).toBe(2);
});
