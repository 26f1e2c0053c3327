import { describe, expect, it } from 'vitest';
import { findSettings } from './find-setting.ts';
import type { Field } from './form-model.ts';

const field = (name: string, label: string, help: string): Field => ({
  name,
  label,
  control: 'number',
  schema: { label, help },
});
const sections = [
  { title: '', fields: [field('model', 'Model', 'Empty takes the endpoint’s')] },
  {
    title: 'Speed',
    fields: [field('concurrency', 'At most at once', 'Requests'), field('x', 'Delivery', '')],
  },
];
const found = (search: string) =>
  findSettings(sections, search).map(({ title, fields }) => [title, ...fields.map(({ name }) => name)]);

describe('[FORM12] findSettings()', () => {
  it('finds by label, help, section and name, all words in any order', () => {
    expect(found('model')).toEqual([['', 'model']]);
    expect(found('requests SPEED')).toEqual([['Speed', 'concurrency']]);
    expect(found('speed')).toEqual([['Speed', 'concurrency', 'x']]);
    expect(found('nothing like it')).toEqual([]);
    expect(findSettings(sections, '  ')).toBe(sections);
  });
});
