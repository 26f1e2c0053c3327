import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightPrompt } from './highlight.ts';

describe('highlightPrompt()', () => {
  it('tells variables and sections from text', () => {
    const [line] = highlightPrompt('Tags: {{#evidence.tags}}{{name}}, {{/evidence.tags}}', []);
    expect(line?.map(({ text, kind }) => [text, kind])).toEqual([
      ['Tags: ', 'text'],
      ['{{#evidence.tags}}', 'tag'],
      ['{{name}}', 'variable'],
      [', ', 'text'],
      ['{{/evidence.tags}}', 'tag'],
    ]);
  });
  it('cuts out what a hint touches', () => {
    const lines = highlightPrompt('first\nthe likely time', [
      { line: 2, column: 5, length: 6, message: 'hedges' },
    ]);
    expect(lines[1]?.map(({ text, hint }) => [text, hint])).toEqual([
      ['the ', undefined],
      ['likely', 'hedges'],
      [' time', undefined],
    ]);
  });
  it('loses nothing of any text, wherever hints stand', () => {
    const hint = fc.record({
      line: fc.integer({ min: 1, max: 4 }),
      column: fc.integer({ min: 1, max: 30 }),
      length: fc.integer({ min: 0, max: 30 }),
      message: fc.constant('x'),
    });
    const piece = fc.constantFrom('{{a}}', '{{#b}}', '{{', '}}', 'text ', '\n', '{', '🖼');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.array(hint, { maxLength: 4 }), (pieces, hints) => {
        const text = pieces.join('');
        const joined = highlightPrompt(text, hints)
          .map((line) => line.map((stretch) => stretch.text).join(''))
          .join('\n');
        expect(joined).toBe(text);
      }),
    );
  });
});
