import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitMatches } from './split-matches.ts';

describe('splitMatches', () => {
  it('marks what was searched, as one phrase, in either case', () => {
    expect(splitMatches('A Red circle, red, red  circle', ' red circle ')).toEqual([
      { start: 0, text: 'A ', match: false },
      { start: 2, text: 'Red circle', match: true },
      { start: 12, text: ', red, red  circle', match: false },
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
