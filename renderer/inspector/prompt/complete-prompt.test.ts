import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PromptVariable } from '../../../core/prompt-variable.ts';
import { completePrompt } from './complete-prompt.ts';
import { openSections, promptTags, writtenTag } from './prompt-tags.ts';

const VARIABLES: readonly PromptVariable[] = [
  { name: 'image.alt', kind: 'text', text: 'A pier' },
  { name: 'evidence.exif', kind: 'group', text: 'date', fields: ['date'] },
  { name: 'evidence.exif.date', kind: 'text', text: '2020' },
  { name: 'evidence.tags', kind: 'list', text: 'sea, pier', fields: ['name', 'score'] },
  { name: 'metadata.words', kind: 'list', text: 'a, b' },
];

/** Completes at the bar, takes the choice with this label, and marks the cursor with a bar again. */
function take(marked: string, label: string): string | undefined {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const completion = completePrompt(text, cursor, VARIABLES);
  const choice = completion?.choices.find((each) => each.label === label);
  if (!completion || !choice) return undefined;
  const inserted = `${choice.insert.slice(0, choice.cursor)}|${choice.insert.slice(choice.cursor)}`;
  return text.slice(0, completion.from) + inserted + text.slice(completion.to);
}

const labels = (marked: string) =>
  completePrompt(marked.replace('|', ''), marked.indexOf('|'), VARIABLES)?.choices.map(({ label }) => label);

describe('[FORM3] completePrompt()', () => {
  it.each([
    ['Say {{|', 'image.alt', 'Say {{image.alt}}|'],
    ['Say {{im|', 'image.alt', 'Say {{image.alt}}|'],
    ['Say {{ im| now', 'image.alt', 'Say {{ image.alt}}| now'],
    ['Say {{im|age.nam}} now', 'image.alt', 'Say {{image.alt}}| now'],
    ['Say {{|this', 'image.alt', 'Say {{image.alt}}|this'],
    ['Say {{{im|', 'image.alt', 'Say {{{image.alt}}}|'],
    ['{{#|', 'evidence.tags', '{{#evidence.tags}}|{{/evidence.tags}}'],
    ['{{^|}}x{{/image.alt}}', 'image.alt', '{{^image.alt}}|x{{/image.alt}}'],
    ['{{#evidence.tags}}{{|', 'name', '{{#evidence.tags}}{{name}}|'],
    ['{{#metadata.words}}{{|', '.', '{{#metadata.words}}{{.}}|'],
    ['{{#a}}{{#b}}x{{/|', 'b', '{{#a}}{{#b}}x{{/b}}|'],
  ])('%s and %s make %s', (before, label, after) => {
    expect(take(before, label)).toBe(after);
  });

  it('offers nothing outside of tags', () => {
    for (const marked of ['|', 'a {|', '{{image.alt}}|', '{{image.alt}} x|', '{{image.alt\n|'])
      expect(labels(marked)).toBeUndefined();
  });

  it('offers the sections that can be closed, innermost first', () => {
    expect(labels('{{#a}}{{#b}}{{#c}}{{/c}}{{/|')).toEqual(['b', 'a']);
    expect(labels('{{/|')).toEqual([]);
  });

  it('offers groups for sections only, and fields only inside their list', () => {
    expect(labels('{{|')).toEqual(['image.alt', 'evidence.exif.date', 'evidence.tags', 'metadata.words']);
    expect(labels('{{#|')).toContain('evidence.exif');
    expect(labels('{{#evidence.tags}}{{/evidence.tags}}{{|')).not.toContain('name');
  });

  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{',
    '#',
    '/',
    '^',
    'a',
    'image.alt',
    ' ',
    '\n',
    '{{#a}}',
    '{{/a}}',
    '🖼',
  );
  const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

  it('replaces only what stands around the cursor, and leaves a closed tag, whatever the text is', () => {
    fc.assert(
      fc.property(text, fc.nat(60), (before, place) => {
        const cursor = Math.min(place, before.length);
        const completion = completePrompt(before, cursor, VARIABLES);
        if (!completion) return;
        expect(completion.from).toBeLessThanOrEqual(cursor);
        expect(completion.to).toBeGreaterThanOrEqual(cursor);
        for (const { insert, label } of completion.choices) {
          const after = before.slice(0, completion.from) + insert + before.slice(completion.to);
          const tag = promptTags(after).find(
            ({ from, to }) => from < completion.from && to > completion.from,
          );
          expect(tag?.name).toBe(label);
        }
      }),
    );
  });

  it('stands in a tag exactly where its braces are open on the same stretch', () => {
    fc.assert(
      fc.property(text, (before) => {
        const tag = writtenTag(before, before.length);
        if (tag) expect(before.slice(tag.from)).toBe(tag.name);
        else expect(before).not.toMatch(/\{\{[#^/]?[\w.-]*$/);
      }),
    );
  });

  it('counts every section as closed that was closed', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) => {
        const opened = names.map((each) => `{{#${each}}}`).join('');
        const closed = names
          .toReversed()
          .map((each) => `{{/${each}}}`)
          .join('');
        expect(openSections(opened, opened.length)).toEqual(names.toReversed());
        expect(openSections(opened + closed, opened.length + closed.length)).toEqual([]);
      }),
    );
  });
});
