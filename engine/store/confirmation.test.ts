import { expect, it } from 'vitest';
import { Confirmation } from './confirmation.ts';
import type { LogSync } from './log-sync.ts';

/** A disk that takes its time: each sync ends when the test says so. */
function slowDisk() {
  const asked: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  const log: LogSync = {
    sync: () => new Promise((resolve, reject) => asked.push({ done: resolve, fail: reject })),
    syncNow: () => undefined,
    close: () => undefined,
  };
  return { asked, log };
}

const turn = () => new Promise(setImmediate);

it('[STORE4] tells those who wait for a group only when the disk has it; groups in between are confirmed together', async () => {
  const { asked, log } = slowDisk();
  const confirmation = new Confirmation(log, (thrown) => thrown as Error);
  const told: string[] = [];
  const waiter = (name: string) => ({ resolve: () => void told.push(name), reject: () => undefined });
  confirmation.add([waiter('a')]);
  confirmation.add([waiter('b')]);
  confirmation.add([waiter('c')]);
  const all = confirmation.all().then(() => told.push('all'));
  await turn();
  expect([told, asked.length]).toEqual([[], 1]);
  asked[0]?.done();
  await turn();
  expect([told, asked.length]).toEqual([['a'], 2]);
  asked[1]?.done();
  await all;
  await confirmation.ended();
  expect([told, asked.length]).toEqual([['a', 'b', 'c', 'all'], 2]);
  await confirmation.all();
  expect(asked).toHaveLength(2);
});

it('[STORE5] tells those who wait why the disk has not taken their group', async () => {
  const { asked, log } = slowDisk();
  const confirmation = new Confirmation(log, (thrown) => new Error(`kept: ${(thrown as Error).message}`));
  const waiting = new Promise<void>((resolve, reject) => confirmation.add([{ resolve, reject }]));
  asked[0]?.fail(new Error('disk'));
  await expect(waiting).rejects.toThrow('kept: disk');
  await confirmation.ended();
});

it('[STORE4] confirms at once where SQLite has waited itself', async () => {
  const confirmation = new Confirmation(undefined, (thrown) => thrown as Error);
  await new Promise<void>((resolve, reject) => confirmation.add([{ resolve, reject }]));
  await confirmation.all();
});
