import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findNode } from '../../core/flow.ts';
import type { CaptionId, ImageHash, RunId } from '../../core/ids.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import type { Migration } from './migrations/migration.ts';
import { openProject } from './open-project.ts';
import type { ResultKey } from './run-store.ts';
import { codeOf, temporaries } from './temporary-project.ts';

const { temporaryFolder } = temporaries(onTestFinished);

const fixtures = join(import.meta.dirname, 'fixtures');
const copyOf = (name: string) => {
  const path = join(temporaryFolder(), 'old.ekp');
  copyFileSync(join(fixtures, `${name}.ekp`), path);
  return path;
};
const first = '2026-11-23-first-format';

describe('migrations', () => {
  it('[STORE6] every file in the folder is a migration of the list, in the order of its date', () => {
    const files = readdirSync(join(import.meta.dirname, 'migrations'))
      .filter((name) => /^\d{4}-\d{2}-\d{2}-/.test(name))
      .map((name) => name.replace(/\.ts$/, ''));
    expect(MIGRATIONS.map(({ id }) => id)).toEqual(files.sort());
  });

  it('[STORE6] every format has a fixture, so that every migration is exercised', () => {
    const missing = MIGRATIONS.filter(({ id }) => !existsSync(join(fixtures, `${id}.ekp`)));
    expect(missing).toEqual([]);
  });

  it.each(MIGRATIONS.map(({ id }) => [id]))('[STORE6] a project of format %s opens', async (id) => {
    const store = openProject(copyOf(id));
    expect([store.readOnly, store.captions.count(), store.images.count()]).toEqual([false, 2, 2]);
    await store.close();
  });

  it('[STORE6] the first format keeps everything that it held', async () => {
    const store = openProject(copyOf(first));
    const image = '1'.repeat(64) as ImageHash;
    const artifact = store.latestArtifact('dataset');
    expect({
      name: store.meta.name(),
      cap: store.meta.capUsd(),
      precision: store.meta.value('precision'),
      node: findNode(store.flow.flow(), 'dataset')?.type,
      undo: store.flow.state().undo,
      heads: store.captions.heads(image).map(({ text, model }) => [text, model]),
      known: store.findResults(['3'.repeat(32) as ResultKey]),
      run: store.runs.latest()?.state,
      problems: store.runs.problems(1 as RunId).map(({ reason, count }) => [reason, count]),
      spend: store.spend(),
      perceptual: store.images.perceptualHash(image),
      again: store.variations('captioner', [store.runs.peek('captioner')[0]?.sample.id as never]).size,
      job: store.findJob('cd'.repeat(16) as ResultKey)?.summary,
      export: store.exports.digest('/home/somebody/pictures/1.txt'),
      intact: artifact !== undefined && store.artifacts.verify(artifact.id),
      records: (await store.findArtifact('ef'.repeat(16) as ResultKey))?.count,
      asRun: store.captionFacets([1 as CaptionId], 0)[0]?.text,
    }).toEqual({
      name: 'First format',
      cap: 5,
      precision: 'fp16',
      node: 'datasets.dataset',
      undo: 'Add dataset',
      heads: [['Picture one.', 'Person']],
      known: [{ kind: 'kept', caption: 1, patch: {} }],
      run: 'interrupted',
      problems: [['too short', 1]],
      spend: { settledUsd: 0.02, reservedUsd: 0.25 },
      perceptual: '00ff00ff00ff00ff',
      again: 1,
      job: '2 records',
      export: '8'.repeat(64),
      intact: true,
      records: 2,
      asRun: 'Picture 1.',
    });
    await store.close();
  });
});

it('[STORE6] [HIST7] differences of flows, names of revisions and the place in the history come back', async () => {
  const store = openProject(copyOf('2026-11-29-flow-history'));
  const x = () => findNode(store.flow.flow(), 'images')?.position.x;
  expect(store.flow.history()).toMatchObject([
    { label: 'New project', place: 'past' },
    { label: 'Add dataset', place: 'past', runs: [1] },
    { label: 'Move node', place: 'past' },
    { label: 'Move node', place: 'present', name: 'Two steps right' },
    { label: 'Move node', place: 'undone' },
  ]);
  expect([x(), store.flow.redo(), x(), store.flow.jump(1), x()]).toEqual([40, true, 60, true, 0]);
  await store.close();
});

describe('an upgrade', () => {
  const later: Migration = {
    id: '2099-01-01-later',
    sql: 'create table later (id integer primary key) strict',
  };
  const broken: Migration = {
    id: '2099-02-01-broken',
    sql: 'create table half (id integer); select nonsense',
  };

  it('[STORE6] leaves one backup of the project as it was', async () => {
    const path = copyOf(first);
    const store = openProject(path, { migrations: [...MIGRATIONS, later] });
    await store.close();
    // Named after the first step that the file had not had.
    const name = `old.before-${MIGRATIONS[1]?.id}.ekp`;
    expect(readdirSync(dirname(path)).sort()).toEqual([name, 'old.ekp']);
    expect(codeOf(() => openProject(path))).toBe('PROJECT_NEWER');
    const backup = openProject(join(dirname(path), name));
    expect(backup.captions.count()).toBe(2);
    await backup.close();
  });

  it('[STORE6] that fails leaves the steps before it and nothing of its own', () => {
    const path = copyOf(first);
    expect(codeOf(() => openProject(path, { migrations: [...MIGRATIONS, later, broken] }))).not.toBe('none');
    const database = new DatabaseFile(path, { readonly: true });
    const tables = database.prepare("select name from sqlite_schema where name in ('half', 'later')").pluck();
    expect(tables.all()).toEqual(['later']);
    database.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('[STORE6] does not happen while reading only', () => {
    const path = copyOf(first);
    const before = readFileSync(path);
    const migrations = [...MIGRATIONS, later];
    expect(codeOf(() => openProject(path, { readOnly: true, migrations }))).toBe('PROJECT_READ_ONLY');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
