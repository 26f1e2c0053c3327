import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint, unlessFresh } from './fingerprint.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fingerprint-'));
  mkdirSync(path.join(folder, 'renderer/canvas'), { recursive: true });
  writeFileSync(path.join(folder, 'renderer/canvas/Canvas.tsx'), 'one');
  writeFileSync(path.join(folder, 'vite.config.ts'), 'two');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const take = () => fingerprint(folder, ['renderer', 'vite.config.ts', 'not-there']);

it('stays when only times change or tests are added', async () => {
  const before = await take();
  utimesSync(path.join(folder, 'vite.config.ts'), 1, 1);
  writeFileSync(path.join(folder, 'renderer/canvas/canvas.test.ts'), 'three');
  expect(await take()).toBe(before);
});

it('changes with content, with names, and with where one file ends and the next begins', async () => {
  const seen = new Set([await take()]);
  writeFileSync(path.join(folder, 'renderer/canvas/Canvas.tsx'), 'other');
  seen.add(await take());
  writeFileSync(path.join(folder, 'renderer/added.ts'), '');
  seen.add(await take());
  rmSync(path.join(folder, 'renderer/added.ts'));
  writeFileSync(path.join(folder, 'renderer/renamed.ts'), '');
  seen.add(await take());
  writeFileSync(path.join(folder, 'renderer/canvas/Canvas.tsx'), 'othertwo');
  writeFileSync(path.join(folder, 'vite.config.ts'), '');
  seen.add(await take());
  expect(seen.size).toBe(5);
});

it('a build is done once for the same inputs, and again after one that broke off', async () => {
  const stamp = path.join(folder, 'dist/renderer.stamp');
  let built = 0;
  const work = async () => {
    built += 1;
  };
  const broken = async () => {
    throw new Error('no space');
  };
  await expect(unlessFresh({ stamp, inputs: 'a', work: broken })).rejects.toThrow('no space');
  expect(await unlessFresh({ stamp, inputs: 'a', work })).toBe(true);
  expect(await unlessFresh({ stamp, inputs: 'a', work })).toBe(false);
  expect(await unlessFresh({ stamp, inputs: 'b', work })).toBe(true);
  expect(built).toBe(2);
});
