import { expect, it } from 'vitest';
import { evenly } from './evenly.ts';

const list = Array.from({ length: 1001 }, (_, index) => index);

it('[SCREEN5] a table of a long job has its first and last point, those that must be there, and others evenly between', () => {
  expect(evenly(list, 5)).toEqual([0, 250, 500, 750, 1000]);
  expect(evenly(list, 3, (step) => step === 7)).toEqual([0, 7, 500, 1000]);
  expect(evenly([1, 2], 5)).toEqual([1, 2]);
  expect(evenly([], 5)).toEqual([]);
});
