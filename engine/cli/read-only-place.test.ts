import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

/** A disk in memory of its own, where the system lets us have one. */
function ownDisk(place: string): boolean {
  try {
    mkdirSync(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', place]));
  return true;
}

it('[BAD13] [STORE1] a project on a disk that may not be written is read and not run, and nothing is left on it', async ({
  skip,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const disk = join(folder, 'disk');
  if (!ownDisk(disk)) return skip('mounting is not allowed here');
  await makePictures(folder, 2);
  await callMain(folder, ['new', 'disk/p.ekp', '--template', 'complete-captions']);
  await callMain(folder, ['run', 'disk/p.ekp', '--set', 'images.folder=pictures', '--to', 'images']);
  const before = readdirSync(disk);
  execFileSync('mount', ['-o', 'remount,ro', disk]);

  const run = await callMain(folder, ['run', 'disk/p.ekp']);
  expect([run.code, run.err]).toEqual([
    2,
    'The project file or its folder cannot be written. It can be read; copy it elsewhere to change it.\nSave a copy to change it.\n',
  ]);
  const status = await callMain(folder, ['status', 'disk/p.ekp', '--json']);
  expect([status.code, status.json[0]]).toMatchObject([0, { images: 2 }]);
  expect((await callMain(folder, ['check', 'disk/p.ekp'])).code).not.toBe(1);
  const made = await callMain(folder, ['new', 'disk/q.ekp']);
  expect([made.code, made.err]).toMatchObject([2, expect.stringContaining('No project can be made')]);
  expect(readdirSync(disk)).toEqual(before);
});
