import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isThere } from './is-there.ts';

it('tells what is there from what is not', async () => {
  const here = fileURLToPath(import.meta.url);
  expect(await isThere(here)).toBe(true);
  expect(await isThere(`${here}.gone`)).toBe(false);
});

it('never asks another machine', async () => {
  expect(await isThere('\\\\server.invalid\\share')).toBe(true);
  expect(await isThere('//server.invalid/share')).toBe(true);
});
