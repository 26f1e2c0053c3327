import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROMPTS } from './default-prompts.ts';
import { LONG_PROMPT, lintText } from './lint.ts';

/** The text with its first hint's fix made. */
function mended(text: string): string {
  const [hint] = lintText('text', text);
  if (!hint?.fix) return text;
  const { line, column, length, fix } = hint;
  if ('append' in fix) return text + fix.append;
  const start =
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1;
  return text.slice(0, start) + fix.replace + text.slice(start + length);
}

function messages(text: string): string[] {
  return lintText('text', text).map(({ message }) => message);
}

describe('hints on a prompt', () => {
  it('are given with their place', () => {
    expect(lintText('base', 'One.\nSay {{image.fodler}} here.')).toEqual([
      {
        param: 'base',
        line: 2,
        column: 5,
        length: 16,
        message: '"image.fodler" is not known and stays empty',
        fix: { title: 'Use image.folder', replace: '{{image.folder}}' },
      },
    ]);
  });

  it.each([
    ['Use {{subject}}.', /"subject" is not known/],
    ['{{#evidence.tags}}{{name}}{{/evidence.tags}} {{name}}', /"name" is not known/],
    ['{{#image.alt}}x', /not closed/],
    ['Folder: {{image.folder}}', /repeat names of files/],
    ['The file name tells what it is.', /repeat names of files/],
    ['Do not mention the watermark.', /told to leave out/],
    ['Never describe feelings.', /told to leave out/],
    ['Say what the person might be thinking.', /asks for guesses/],
    ['Give the likely time of day.', /asks for guesses/],
    ['Write 100 to 150 words. Use at most 50 words.', /Contradicts "100 to 150 words"/],
    ['At least three sentences. No more than two sentences.', /Contradicts "At least three sentences"/],
    ['x'.repeat(LONG_PROMPT + 1), /Over 6,000 characters/],
  ])('%.60s', (text, message) => {
    expect(messages(text)).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    'Describe the image.',
    '{{#evidence.tags}}{{name}} {{.}}{{/evidence.tags}}{{metadata.anything}}',
    'Leave out a sentence with "probably" or “do not mention”.',
    'Write 120 to 180 words, up to 250 words for a crowded picture.',
    '{{#image}}{{width}}{{/image}}',
  ])('are not given for %s', (text) => {
    expect(messages(text)).toEqual([]);
  });

  it.each([
    ['Say {{image.atl}}.', 'Say {{image.alt}}.'],
    ['{{# image.alt }}x', '{{# image.alt }}x{{/image.alt}}'],
    ['{{#image.alt}}a{{#evidence.tags}}b', '{{#image.alt}}a{{#evidence.tags}}b{{/evidence.tags}}'],
    ['Tell {{image.alt', 'Tell {{image.alt}}'],
    ['Tell {{ image.alt and more', 'Tell {{ image.alt}} and more'],
    ['a{{/image.alt}}b', 'ab'],
    ['a{{> other}}b', 'ab'],
    ['In {{image.folder}}.', 'In .'],
    ['Use {{subject}}.', 'Use .'],
  ])('[FORM4] what can be mended is: %s', (before, after) => {
    expect(mended(before)).toBe(after);
  });

  it('[FORM4] a section keeps both its ends', () => {
    expect(lintText('text', '{{#subject}}x{{/subject}}')[0]).not.toHaveProperty('fix');
  });

  it('[FORM4] every hint marks a stretch of its text, whatever the text is', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{{#a}}',
      '{{/a}}',
      '{{image.nam}}',
      '{',
      '>',
      ' ',
      '\n',
      'x',
      '🖼',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n');
        for (const { line, column, length } of lintText('text', text)) {
          const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThanOrEqual(text.length);
          expect(length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('are not needed by the default prompts', () => {
    const texts = [
      DEFAULT_PROMPTS.base,
      DEFAULT_PROMPTS.single,
      DEFAULT_PROMPTS.aesthetic,
      ...DEFAULT_PROMPTS.parts.map(({ text }) => text),
    ];
    expect(texts.flatMap(messages)).toEqual([]);
  });
});
