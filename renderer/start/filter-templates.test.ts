import { expect, it } from 'vitest';
import type { TemplateInfo } from '../../core/contract/project.ts';
import { offeredFilters, shownTemplates } from './filter-templates.ts';

function template(id: string, more: Partial<TemplateInfo> = {}): TemplateInfo {
  return {
    id,
    title: id,
    summary: `About ${id}.`,
    gives: 'A dataset',
    category: 'caption',
    needs: ['folder'],
    own: false,
    asks: [],
    captioners: [],
    nodes: [],
    wires: [],
    ...more,
  };
}

const ALL = [
  template('folder'),
  template('lora', { gives: 'A text file beside each image' }),
  template('clean', { category: 'clean', needs: ['offline'] }),
  template('sample', { needs: ['offline'] }),
];
const ids = (search: string, filter: Parameters<typeof shownTemplates>[1]['filter']) =>
  shownTemplates(ALL, { search, filter }).map(({ id }) => id);

it('templates are found by all words of what is typed, also by what they give', () => {
  expect(ids('', 'all')).toEqual(['folder', 'lora', 'clean']);
  expect(ids(' TEXT  about ', 'all')).toEqual(['lora']);
  expect(ids('text', 'clean')).toEqual([]);
  expect(ids('', 'offline')).toEqual(['clean']);
});

it('only filters that lead somewhere are offered', () => {
  expect(offeredFilters(ALL)).toEqual(['all', 'caption', 'clean', 'offline']);
  expect(offeredFilters([...ALL, template('mine', { category: 'own', own: true })])).toContain('own');
  expect(offeredFilters([])).toEqual(['all']);
});
