import { join } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { groupCommit } from './group-commit.ts';
import { projectStore } from './project-store.ts';
import type { ResultKey } from './run-store.ts';
import { captionNamed, keyNamed } from './temporary-content.ts';
import { codeOf, temporaries } from './temporary-project.ts';

const { temporaryFolder, temporaryProject } = temporaries(onTestFinished);

function numbers() {
  const path = join(temporaryFolder(), 'numbers.db');
  const database = new DatabaseFile(path);
  database.pragma('journal_mode = wal');
  database.exec('create table numbers (n integer primary key, filler text) strict');
  onTestFinished(() => void database.close());
  const insert = database.prepare<[number, string]>('insert into numbers values (?, ?)');
  const commits = groupCommit(database);
  const onDisk = () => {
    const other = new DatabaseFile(path, { readonly: true });
    try {
      return other.prepare('select n from numbers order by n').pluck().all();
    } finally {
      other.close();
    }
  };
  const write = (n: number, size = 1) => commits.write(() => insert.run(n, 'x'.repeat(size)));
  return { database, commits, write, onDisk, insert };
}

/** From here on the file cannot grow, as on a full disk. */
function fillDisk(database: Database): void {
  const pages = database.pragma('page_count', { simple: true });
  database.pragma(`max_page_count = ${Number(pages)}`);
}

describe('group commit', () => {
  it('[STORE4] what is committed is on disk, and not before', async () => {
    const { write, onDisk, commits } = numbers();
    write(1);
    write(2);
    expect(onDisk()).toEqual([]);
    await commits.committed();
    expect(onDisk()).toEqual([1, 2]);
  });

  it('[RUN5] commits by itself when nobody waits', async () => {
    const { write, database } = numbers();
    write(1);
    expect(database.inTransaction).toBe(true);
    await expect.poll(() => database.inTransaction).toBe(false);
  });

  it('[STORE4] a large group commits at once', () => {
    const { write, onDisk } = numbers();
    for (let n = 0; n < 25_000; n += 1) write(n);
    expect(onDisk().length).toBe(20_000);
  });

  it('[STORE4] what a person does is on disk when the call returns, with what was queued before it', () => {
    const { write, commits, insert, onDisk } = numbers();
    write(1);
    commits.act(() => insert.run(2, ''));
    expect(onDisk()).toEqual([1, 2]);
  });

  it('[STORE4] an act that throws leaves nothing of itself', () => {
    const { write, commits, insert, onDisk } = numbers();
    write(1);
    const act = () =>
      commits.act(() => {
        insert.run(2, '');
        throw new Error('no');
      });
    expect(codeOf(act)).toBe('UNEXPECTED');
    expect(onDisk()).toEqual([1]);
  });

  it('[STORE4] a write that breaks a rule of its table concerns its caller alone', async () => {
    const { write, commits, onDisk } = numbers();
    write(1);
    expect(() => write(1)).toThrow(/UNIQUE/);
    write(2);
    await commits.committed();
    expect(onDisk()).toEqual([1, 2]);
  });

  it('[STORE5] on a full disk all who wait are told, and every later write, until the next run', async () => {
    const { database, write, commits, onDisk } = numbers();
    write(1);
    await commits.committed();
    fillDisk(database);
    write(2);
    const waiting = commits.committed();
    expect(codeOf(() => write(3, 500_000))).toBe('DISK_FULL');
    await expect(waiting).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(codeOf(() => write(4))).toBe('DISK_FULL');
    await expect(commits.committed()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(onDisk()).toEqual([1]);

    database.pragma('max_page_count = 100000');
    commits.recover();
    write(5);
    await commits.committed();
    expect(onDisk()).toEqual([1, 5]);
  });
});

describe('a project on a full disk', () => {
  it('[STORE5] loses the open group only; names, prompts and results of it are forgotten with it', async () => {
    const made = temporaryProject();
    await made.close();
    const database = new DatabaseFile(made.path);
    database.pragma('journal_mode = wal');
    const lock = { release: () => undefined };
    const store = projectStore({
      database,
      path: made.path,
      now: Date.now,
      lock,
      notice: undefined,
      readOnlyReason: undefined,
    });
    const { id: run } = store.beginRun({});
    const kept = store.addCaption(captionNamed('kept', run));
    await store.committed();

    fillDisk(database);
    const fill = () => {
      for (let i = 0; ; i += 1) {
        store.saveResult(keyNamed(`${i}`), 'late', { kind: 'kept', patch: {} });
        store.addCaption(captionNamed(`image ${i}`, run, 'late'));
      }
    };
    expect(codeOf(fill)).toBe('DISK_FULL');
    expect(store.findResults([keyNamed('0')])).toEqual([undefined]);
    expect(store.captions.count()).toBe(1);
    expect(codeOf(() => store.reserve(run, 1))).toBe('DISK_FULL');

    database.pragma('max_page_count = 100000');
    const again = store.beginRun({}).id;
    const caption = store.addCaption(captionNamed('image 0', again, 'late'));
    store.saveResult('0f'.repeat(16) as ResultKey, 'late', { kind: 'kept', caption, patch: {} });
    await store.committed();
    expect(caption).toBeGreaterThan(kept);
    expect(store.captionFacets([kept, caption], 0).map(({ text }) => text)).toEqual([
      'A caption of kept.',
      'A caption of image 0.',
    ]);
    expect(store.captions.heads(captionNamed('image 0', again).sample.facets.image.hash)[0]?.node).toBe(
      'late',
    );
    await store.close();
  });
});
