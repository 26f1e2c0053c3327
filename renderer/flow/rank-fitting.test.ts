import { expect, it } from 'vitest';
import { fittingPort, rankFitting } from './rank-fitting.ts';
import { CATALOG, DATASET, FOLDER, LENGTH } from './testing-flows.ts';

const ranked = (end: Parameters<typeof rankFitting>[1]) =>
  rankFitting([...CATALOG.values()], end).map(({ type }) => type);

it('[EDIT2] lists what usually comes next first, the same type before a wider one, and only what fits', () => {
  expect(ranked({ side: 'output', type: 'caption', port: 'caption', category: 'captioners' })).toEqual([
    'filters.length',
    'datasets.dataset',
    'captioners.local',
    'prompts.text',
  ]);
  expect(ranked({ side: 'output', type: 'image', port: 'images', category: 'sources' })).toEqual([
    'prompts.text',
    'captioners.local',
  ]);
});

it('[EDIT2] offers another captioner first for what was rejected', () => {
  expect(ranked({ side: 'output', type: 'caption', port: 'rejected', category: 'filters' })[0]).toBe(
    'captioners.local',
  );
});

it('[EDIT2] backwards from an input, lists what usually comes before it', () => {
  expect(ranked({ side: 'input', type: 'caption', port: 'captions', category: 'datasets' })).toEqual([
    'filters.length',
    'captioners.local',
  ]);
  // A captioner is asked for images: what can only give rejected ones comes last.
  expect(ranked({ side: 'input', type: 'image', port: 'image', category: 'captioners' })).toEqual([
    'prompts.text',
    'sources.folder',
    'captioners.local',
    'filters.length',
  ]);
});

it('[EDIT2] lets a caption into image ports, never the other way round', () => {
  expect(fittingPort(LENGTH, { side: 'output', type: 'image' })).toBeUndefined();
  expect(fittingPort(LENGTH, { side: 'input', type: 'image' })).toBe('kept');
  expect(fittingPort(DATASET, { side: 'input', type: 'caption' })).toBeUndefined();
  expect(fittingPort(FOLDER, { side: 'input', type: 'image' })).toBe('images');
});
