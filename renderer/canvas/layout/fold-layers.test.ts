import { expect, it } from 'vitest';
import { foldLayers } from './fold-layers.ts';

const VIEW = { width: 840, height: 600 };
const line = (count: number) =>
  new Map(
    Array.from({ length: count }, (_, index) => [
      `n-${index}`,
      { x: 280 * index, y: 0, width: 220, height: 120 },
    ]),
  );
const places = (count: number) => [...foldLayers(line(count), VIEW)].map(([id, { x, y }]) => [id, x, y]);

it('[EDIT10] a flow that fits stays as it is', () => {
  expect(foldLayers(line(3), VIEW)).toEqual(line(3));
});

it('[EDIT10] a long flow goes on in bands, in order, as many as show it largest', () => {
  expect(places(5)).toEqual([
    ['n-0', 0, 0],
    ['n-1', 280, 0],
    ['n-2', 560, 0],
    ['n-3', 0, 180],
    ['n-4', 280, 180],
  ]);
});

it('[EDIT10] a high flow is not made higher', () => {
  const high = new Map(
    Array.from({ length: 24 }, (_, index) => [
      `n-${index}`,
      { x: 280 * (index % 4), y: 160 * Math.floor(index / 4), width: 220, height: 120 },
    ]),
  );
  expect(foldLayers(high, VIEW)).toEqual(high);
});
