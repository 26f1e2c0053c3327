import { rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { createLogFold, FOLD_PAGES } from './log-fold.ts';

/** Of a row that fills a page. */
const TEXT = 'x'.repeat(4000);

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'ekphrasis-fold-'));
  const path = join(folder, 'a.ekp');
  const database = new DatabaseFile(path);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = normal');
  database.exec('create table a (id integer primary key, text text)');
  const insert = database.prepare('insert into a (text) values (?)');
  const write = database.transaction((count: number) => {
    for (let index = 0; index < count; index += 1) insert.run(TEXT);
  });
  const fold = createLogFold(database, path);
  onTestFinished(async () => {
    await fold.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
  const unfolded = () => {
    const [state] = database.pragma('wal_checkpoint(noop)') as { log: number; checkpointed: number }[];
    return state ? state.log - state.checkpointed : Number.NaN;
  };
  return { folder, path, database, write, fold, unfolded };
}

it('[STORE20] a long log is folded beside the thread that writes, and begun anew', async () => {
  const { path, database, write, fold, unfolded } = await open();
  write(FOLD_PAGES + 100);
  const before = statSync(path).size;
  fold.afterCommit(FOLD_PAGES);
  // As in a run: more is written while it is folded, and each commit looks again.
  const commit = () => {
    if (unfolded() > 0) write(1);
    fold.afterCommit(FOLD_PAGES);
    return unfolded();
  };
  await expect.poll(commit).toBe(0);
  expect(statSync(path).size).toBeGreaterThan(before + FOLD_PAGES * 4000);
  const longest = statSync(`${path}-wal`).size;
  write(100);
  expect(statSync(`${path}-wal`).size).toBe(longest);
  await fold.close();
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
});

it('[STORE20] a short log is left alone', async () => {
  const { write, fold, unfolded } = await open();
  write(100);
  const before = unfolded();
  fold.afterCommit(FOLD_PAGES);
  await fold.close();
  expect(unfolded()).toBe(before);
});

it('[STORE20] writing goes on when the thread cannot open the file', async () => {
  const { folder, database, write, fold, unfolded } = await open();
  write(FOLD_PAGES + 100);
  rmSync(join(folder, 'a.ekp'));
  fold.afterCommit(FOLD_PAGES);
  await fold.close();
  write(100);
  fold.afterCommit(FOLD_PAGES);
  expect(unfolded()).toBeGreaterThan(FOLD_PAGES);
  expect(database.prepare('select count(*) from a').pluck().get()).toBe(FOLD_PAGES + 200);
});
