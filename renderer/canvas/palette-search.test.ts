import { describe, expect, it } from 'vitest';
import type { NodeDescriptor, PortDescriptor } from '../../core/node-descriptor.ts';
import type { PortType } from '../../core/port.ts';
import { paletteSections, searchNodes } from './palette-search.ts';

const port = (name: string, type: PortType): PortDescriptor => ({ name, label: name, type, required: true });
const type = (
  name: `${NodeDescriptor['category']}.${string}`,
  title: string,
  inputs: PortDescriptor[],
  outputs: PortDescriptor[],
  synonyms: string[] = [],
  summary = '',
): NodeDescriptor => ({
  type: name,
  version: 1,
  shape: 'each',
  category: name.slice(0, name.indexOf('.')) as NodeDescriptor['category'],
  title,
  summary,
  icon: 'box',
  synonyms,
  inputs,
  outputs,
  params: {},
  defaults: {},
});

const caption = port('caption', 'caption');
const image = port('image', 'image');
const length = type(
  'filters.length',
  'Length filter',
  [caption],
  [port('kept', 'caption')],
  ['short', 'long'],
);
const folder = type('sources.folder', 'Folder', [], [image], ['directory', 'images']);
const endpoint = type(
  'captioners.endpoint',
  'Endpoint',
  [port('image', 'prompted-image')],
  [caption],
  ['openai', 'gpt'],
);
const dataset = type(
  'datasets.dataset',
  'Dataset',
  [caption],
  [port('dataset', 'dataset')],
  [],
  'Length of captions',
);
const all = [dataset, length, endpoint, folder];
const found = (search: string) => searchNodes(all, search).map(({ title }) => title);

describe('searchNodes()', () => {
  it('gives everything in the order of the work without a search', () => {
    expect(found('  ')).toEqual(['Folder', 'Endpoint', 'Length filter', 'Dataset']);
  });
  it('ranks titles over summaries', () => {
    expect(found('length')).toEqual(['Length filter', 'Dataset']);
  });
  it('finds by synonym, category and port type', () => {
    expect(found('gpt')).toEqual(['Endpoint']);
    expect(found('directory')).toEqual(['Folder']);
    expect(found('captioners')).toEqual(['Endpoint']);
    expect(found('prompted')).toEqual(['Endpoint']);
  });
  it('asks for every word', () => {
    expect(found('length filter')).toEqual(['Length filter']);
    expect(found('length nonsense')).toEqual([]);
  });
});

describe('paletteSections()', () => {
  it('leaves out categories without node types', () => {
    expect(paletteSections(all).map(({ category }) => category)).toEqual([
      'sources',
      'captioners',
      'filters',
      'datasets',
    ]);
  });
});
