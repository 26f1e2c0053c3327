import { describe, expect, it } from 'vitest';
import { DEFAULT_PROMPTS } from './default-prompts.ts';
import { LONG_PROMPT, lintText } from './lint.ts';

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
