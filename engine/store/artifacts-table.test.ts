import DatabaseFile from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ArtifactDraft, DatasetRecord } from '../../core/artifact.ts';
import type { CaptionId } from '../../core/ids.ts';
import { openProject } from './open-project.ts';
import { captionNamed, hashNamed, keyNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const record = (id: number, value: string, caption?: CaptionId): DatasetRecord => ({
  id: `record ${id}`,
  images: [{ hash: hashNamed(`${id}`), root: 'pictures', path: `${id}.png`, width: 4, height: 3 }],
  conversations: [
    { from: 'human', value: '<image>\nDescribe it.' },
    { from: 'gpt', value },
  ],
  metadata: { source: 'coco' },
  ...(caption !== undefined && { caption, model: 'Model' }),
});
const draft = (records: Iterable<DatasetRecord>): ArtifactDraft => ({
  kind: 'dataset',
  title: 'Dataset',
  records,
  card: () => ({ note: 'a card' }),
});
const many = Array.from({ length: 1100 }, (_, i) => record(i, `Text ${i}.`));

describe('artifacts', () => {
  it('[RUN14] are found under their key with their records in order', async () => {
    const store = temporaryProject({ now: () => 9 });
    const run = store.beginRun({}).id;
    const made = await store.saveArtifact(keyNamed('a'), 'dataset', run, draft(many));
    expect(made).toEqual({
      id: 1,
      kind: 'dataset',
      title: 'Dataset',
      node: 'dataset',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      count: 1100,
      createdAt: 9,
      card: { note: 'a card' },
    });
    await store.close();
    const again = openProject(store.path);
    expect(await again.findArtifact(keyNamed('a'))).toEqual(made);
    expect(await again.findArtifact(keyNamed('b'))).toBeUndefined();
    expect([...again.artifacts.records(made.id)]).toEqual(many);
    expect(again.artifacts.page(made.id, 1098, 50).map(({ id }) => id)).toEqual([
      'record 1098',
      'record 1099',
    ]);
    expect(again.artifacts.verify(made.id)).toBe(true);
    await again.close();
  });

  it('[RUN9] have the same digest for the same records, whatever the order of their properties', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    const shuffled = many.map(
      (one) => Object.fromEntries(Object.entries(one).reverse()) as unknown as DatasetRecord,
    );
    const digest = async (name: string, records: readonly DatasetRecord[]) =>
      (await store.saveArtifact(keyNamed(name), 'dataset', run, draft(records))).digest;
    const first = await digest('a', many);
    expect(await digest('b', shuffled)).toBe(first);
    expect(await digest('c', many.slice(1))).not.toBe(first);
    expect(await digest('d', [...many.slice(1), ...many.slice(0, 1)])).not.toBe(first);
  });

  it('[STORE12] refer to captions and keep the words that were exported', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    const id = store.addCaption(captionNamed('cat', run));
    const records = [record(1, 'A caption of cat.', id), record(2, 'Cut: A caption of', id)];
    const made = await store.saveArtifact(keyNamed('a'), 'dataset', run, draft(records));
    store.captions.edit(id, 'Something else.');
    expect([...store.artifacts.records(made.id)]).toEqual(records);
    expect(store.artifacts.verify(made.id)).toBe(true);
    await store.close();
    const database = new DatabaseFile(store.path, { readonly: true });
    const bodies = database.prepare('select body from records').pluck().all().join();
    database.close();
    expect([bodies.includes('A caption of cat.'), bodies.includes('Cut: A caption of')]).toEqual([
      false,
      true,
    ]);
  });

  it('[RUN14] with a record gone are made anew, and changed ones do not match their digest', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    await store.saveArtifact(keyNamed('gone'), 'dataset', run, draft(many));
    const changed = await store.saveArtifact(keyNamed('changed'), 'dataset', run, draft(many));
    await store.close();
    const database = new DatabaseFile(store.path);
    database.exec('delete from records where artifact = 1 and position = 7');
    database.exec(
      `update records set body = replace(body, 'Text 7.', 'Text 8.') where artifact = 2 and position = 7`,
    );
    database.close();
    const again = openProject(store.path);
    expect(await again.findArtifact(keyNamed('gone'))).toBeUndefined();
    expect(again.artifacts.verify(changed.id)).toBe(false);
    const anew = await again.saveArtifact(keyNamed('gone'), 'dataset', run, draft(many));
    expect(await again.findArtifact(keyNamed('gone'))).toEqual(anew);
    expect(again.artifacts.list().map(({ id }) => id)).toEqual([anew.id, changed.id]);
    await again.close();
  });

  it('[STORE12] leave nothing when their records throw', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    function* failing() {
      yield record(1, 'One.');
      throw new Error('no more');
    }
    await expect(store.saveArtifact(keyNamed('a'), 'dataset', run, draft(failing()))).rejects.toMatchObject({
      code: 'UNEXPECTED',
    });
    expect([store.artifacts.list(), store.latestArtifact('dataset')]).toEqual([[], undefined]);
  });

  it('[STORE12] may be made from members while their captions are read', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    function* records() {
      for (let i = 0; i < 20; i += 1) {
        const id = store.addCaption(captionNamed(`late ${i}`, run));
        yield record(i, store.captionFacets([id], 0)[0]?.text ?? '', id);
      }
    }
    const made = await store.saveArtifact(keyNamed('a'), 'dataset', run, draft(records()));
    expect(store.artifacts.page(made.id, 19, 1)[0]?.conversations[1]?.value).toBe('A caption of late 19.');
  });

  it('[RUN14] one that a later run finds again is the latest', async () => {
    const store = temporaryProject();
    const [first, second, third] = [1, 2, 3].map(() => store.beginRun({}).id);
    if (!first || !second || !third) throw new Error('three runs');
    const before = await store.saveArtifact(keyNamed('a'), 'dataset', first, draft([]));
    const changed = await store.saveArtifact(keyNamed('b'), 'dataset', second, draft([]));
    expect(store.latestArtifact('dataset')).toEqual(changed);
    expect(await store.findArtifact(keyNamed('a'))).toEqual(before);
    expect(store.latestArtifact('dataset')).toEqual(changed);
    await store.findArtifact(keyNamed('a'), third);
    await store.committed();
    expect(store.latestArtifact('dataset')).toEqual(before);
    expect(store.artifacts.list()).toEqual([before, changed]);
  });

  it('[STORE12] the latest of a node, and notes of jobs', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    await store.saveArtifact(keyNamed('a'), 'dataset', run, draft([]));
    const later = await store.saveArtifact(keyNamed('b'), 'dataset', run, draft([]));
    await store.saveArtifact(keyNamed('c'), 'other', run, draft([]));
    expect(store.latestArtifact('dataset')).toEqual(later);
    store.saveJob(keyNamed('job'), 'export', '34 records', { 'a.json': hashNamed('file') });
    expect(store.findJob(keyNamed('job'))).toEqual({
      summary: '34 records',
      files: { 'a.json': hashNamed('file') },
    });
    expect(store.findJob(keyNamed('none'))).toBeUndefined();
  });
});
