import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitMatches } from './split-matches.ts';

describe('splitMatches', () => {
  it('marks every searched word in either case', () => {
    expect(splitMatches('A red Circle, redder', 'circle red')).toEqual([
      { start: 0, text: 'A ', match: false },
      { start: 2, text: 'red', match: true },
      { start: 5, text: ' ', match: false },
      { start: 6, text: 'Circle', match: true },
      { start: 12, text: ', ', match: false },
      { start: 14, text: 'red', match: true },
      { start: 17, text: 'der', match: false },
    ]);
  });

  it('loses nothing, whatever is searched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, search) => {
        const parts = splitMatches(text, search);
        expect(parts.map((part) => part.text).join('')).toBe(text);
      }),
    );
  });
});
