import { expect, it } from 'vitest';
import { findShortages } from './find-shortages.ts';

const memory = (totalBytes: number, deviceBytes?: number) => ({
  totalBytes,
  parts: [],
  ...(deviceBytes !== undefined && { deviceBytes }),
});

it('[BAD16] says before the start that memory or disk will not do, with what to change', () => {
  const problems = findShortages('n', memory(63.6e9, 40e9), 50e9, 20e9);
  expect(problems.map(({ message }) => message)).toEqual([
    'Training needs about 63.6 GB of memory, and the device has 40.0 GB.',
    'Training needs about 50.0 GB on the disk, and 20.0 GB are free.',
  ]);
  for (const { node, severity, remedy } of problems) {
    expect({ node, severity }).toEqual({ node: 'n', severity: 'warning' });
    expect(remedy).not.toBe('');
  }
});

it('[BAD16] says nothing where it fits, or where nobody knows what there is', () => {
  expect(findShortages('n', memory(40e9, 40e9), 20e9, 20e9)).toEqual([]);
  expect(findShortages('n', memory(40e9), 20e9, undefined)).toEqual([]);
});
