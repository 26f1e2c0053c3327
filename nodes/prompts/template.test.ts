import fc from 'fast-check';
import Mustache from 'mustache';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import {
  MAX_RENDERED_LENGTH,
  MAX_VALUE_LENGTH,
  parseTemplate,
  renderTemplate,
  type TemplateValues,
} from './template.ts';

function fill(text: string, values: TemplateValues): string {
  const template = parseTemplate(text);
  if ('fault' in template) throw new Error(template.fault.message);
  return renderTemplate(template.parts, values);
}

const names = fc.constantFrom('a', 'b', 'a.b', 'b.c', '.');
const template = fc.letrec<{ template: string; piece: string }>((tie) => ({
  template: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('text ', '\n', '{{! a note }}', '<b>'),
    names.map((name) => `{{${name}}}`),
    names.map((name) => `{{{${name}}}}`),
    fc
      .tuple(fc.constantFrom('#', '^'), fc.constantFrom('a', 'b', 'a.b'), tie('template'))
      .map(([sign, name, inside]) => `{{${sign}${name}}}${inside}{{/${name}}}`),
  ),
})).template;
const scalar = fc.oneof(fc.constantFrom('x', '<i>', 'z'), fc.constantFrom('', true, 7));
const values = fc.record(
  {
    a: fc.oneof(scalar, fc.record({ b: scalar }), fc.array(fc.record({ c: scalar }), { maxLength: 2 })),
    b: fc.oneof(scalar, fc.record({ c: scalar })),
  },
  { requiredKeys: [] },
);

describe('[NODE4] a template', () => {
  it('reads as Mustache does, without escaping', () => {
    const writer = new Mustache.Writer();
    fc.assert(
      fc.property(template, values, (text, given) => {
        // lists and objects are printed otherwise on purpose, and so is the whole context
        fc.pre(!/\{\{\{?\.\}/.test(text) && typeof given.a !== 'object' && typeof given.b !== 'object');
        expect(fill(text, given)).toBe(writer.render(text, given, undefined, { escape: String }));
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, TemplateValues, string]>([
    ['{{#a}}{{b}} {{/a}}', { a: [{ b: 1 }, { b: 2 }] }, '1 2 '],
    ['{{#tags}}{{.}}, {{/tags}}', { tags: ['red', 'blue'] }, 'red, blue, '],
    ['{{tags}}', { tags: ['red', 'blue'] }, 'red, blue'],
    ['{{a}}', { a: { b: 1 } }, ''],
    ['{{#image.alt}}Label: {{image.alt}}{{/image.alt}}', { image: { alt: 'a <b>' } }, 'Label: a <b>'],
    ['{{#image.alt}}Label: {{image.alt}}{{/image.alt}}', { image: {} }, ''],
    ['{{^image.alt}}none{{/image.alt}}', { image: {} }, 'none'],
    ['{{a}}', { a: 'one\ntwo\u0000\u001bthree' }, 'one two three'],
  ])('%s of %j is %j', (text, given, filled) => {
    expect(fill(text, given)).toBe(filled);
  });

  it.each([
    ['{{> other}}', /load another template/],
    ['{{=<% %>=}}', /delimiters/],
    ['{{#a}}x', /section "a" is not closed/],
    ['x{{/a}}', /"a" is closed but was not opened/],
    ['{{a', /not closed with }}/],
  ])('%s is refused, with its place', (text, message) => {
    const result = parseTemplate(text);
    expect('fault' in result && result.fault.message).toMatch(message);
    expect('fault' in result && result.fault.at).toBeLessThanOrEqual(text.length);
  });

  it.each([
    '{{constructor}}',
    '{{__proto__}}',
    '{{a.constructor.name}}',
    '{{a.length}}',
    '{{list.map}}',
    '{{list.length}}',
    '{{toString}}',
  ])('%s finds nothing: only what the data hold is there', (text) => {
    expect(fill(text, { a: 'text', list: ['x'] })).toBe('');
  });

  it('calls no function, even where one has got into the data', () => {
    const trap = { a: (() => 'called') as unknown as Json };
    expect(fill('{{#a}}x{{/a}}', trap)).toBe('x');
    expect(fill('{{a}}', trap)).not.toBe('called');
  });

  it('bounds what one variable may bring in', () => {
    expect(fill('{{a}}', { a: 'x'.repeat(1e6) })).toHaveLength(MAX_VALUE_LENGTH);
  });

  it('is parsed or refused whatever it is, and never throws', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '#',
      '/',
      '^',
      '&',
      '!',
      '>',
      '=',
      'a',
      ' ',
      '\n',
      '.',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const result = parseTemplate(text);
          if ('fault' in result) expect(result.fault.message).toMatch(/\.$/);
          else expect(typeof renderTemplate(result.parts, { a: 1 })).toBe('string');
        },
      ),
    );
  });
});

describe('templates that were made to take for ever', () => {
  it('lists in lists are cut at a length, and end when they are empty', () => {
    const list = { a: Array(50).fill(1) };
    const nested = (inside: string) => `${'{{#a}}'.repeat(10)}${inside}${'{{/a}}'.repeat(10)}`;
    expect(fill(nested('x'), list).length).toBeLessThanOrEqual(MAX_RENDERED_LENGTH);
    expect(fill(nested(''), list)).toBe('');
    expect(fill(nested('{{^b}}{{/b}}'), list)).toBe('');
  });

  it.each([17, 500, 5000, 20_000])('%i sections in each other are a fault', (depth) => {
    const text = `${'{{#a}}'.repeat(depth)}x${'{{/a}}'.repeat(depth)}`;
    expect(parseTemplate(text)).toMatchObject({ fault: { message: expect.stringMatching(/\.$/) } });
  });
});
