import { expect, it } from 'vitest';
import { memoryFit } from './memory-fit.ts';

it.each([
  [56.7e9, 80e9, 'fits'],
  [75e9, 80e9, 'tight'],
  [80e9, 80e9, 'tight'],
  [81e9, 80e9, 'too-much'],
  [81e9, undefined, undefined],
])('[SCREEN9] %d bytes on a device of %d: %s', (totalBytes, deviceBytes, fit) => {
  expect(memoryFit({ totalBytes, parts: [], ...(deviceBytes !== undefined && { deviceBytes }) })).toBe(fit);
});
