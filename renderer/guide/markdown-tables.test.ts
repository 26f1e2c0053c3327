import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitTables } from './markdown-tables.ts';

it('tables stand by themselves between the text, with pipes of their own', () => {
  const page = [
    '# Keys',
    '',
    '| key | what |',
    '|---|:--|',
    '| `a` | b \\| c |',
    '| d | |',
    '',
    'After.',
  ].join('\n');
  expect(splitTables(page)).toEqual([
    { kind: 'text', text: '# Keys\n' },
    {
      kind: 'table',
      rows: [
        ['key', 'what'],
        ['`a`', 'b | c'],
        ['d', ''],
      ],
    },
    { kind: 'text', text: '\nAfter.' },
  ]);
});

it('a table in a code block, and a row without a rule, are text', () => {
  for (const page of ['```\n| a |\n|---|\n```', '| a |\n| b |'])
    expect(splitTables(page)).toEqual([{ kind: 'text', text: page }]);
});

it('text without tables comes back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', ' ', '#', '-', '`') }), (page) => {
      const parts = splitTables(page);
      expect(parts.map((part) => (part.kind === 'text' ? part.text : '?')).join('')).toBe(
        page.trim() === '' ? '' : page,
      );
    }),
  );
});
