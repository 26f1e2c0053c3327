import { expect, it } from 'vitest';
import { flowOf } from '../../core/testing-flow.ts';
import { CATALOG } from '../flow/testing-flows.ts';
import { findMatches } from './find-matches.ts';

const line = flowOf({
  folder: ['sources.folder', { folder: '/pictures/towers' }],
  prompt: ['prompts.text', { text: 'Name the tower.', rules: [{ pattern: 'web-*', parts: 3 }] }],
  odd: ['unknown.thing', { wisdom: 12 }],
});
const flow = {
  ...line,
  nodes: line.nodes.map((node, index) => ({
    ...node,
    position: { x: 280 * (2 - index), y: index === 2 ? 400 : 20 },
  })),
  notes: [{ id: 'note', position: { x: 0, y: 900 }, width: 200, text: 'Towers **first**' }],
  frames: [{ id: 'frame', position: { x: 0, y: -60 }, width: 900, height: 600, title: 'All towers' }],
};

it.each([
  ['tower', ['frame', 'prompt', 'folder', 'note']],
  ['NAME tower', ['prompt']],
  ['web-*', ['prompt']],
  ['12', ['odd']],
  ['unknown.thing', ['odd']],
  ['sources.fol', ['folder']],
  ['wisdom', []],
  ['  ', []],
  ['nowhere', []],
])('[EDIT8] "%s" is found in title, type, id and text of settings, in reading order', (query, ids) => {
  expect(findMatches(flow, CATALOG, query)).toEqual(ids);
});
