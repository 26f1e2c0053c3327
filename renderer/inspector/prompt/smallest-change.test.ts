import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestChange } from './smallest-change.ts';

describe('smallestChange()', () => {
  it('leaves alone what is the same at both ends', () => {
    expect(smallestChange('one two three', 'one 2 three')).toEqual({ from: 4, to: 7, insert: '2' });
    expect(smallestChange('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
    expect(smallestChange('same', 'same')).toBeUndefined();
  });

  it('makes the second text of the first, whatever the two are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '🖼', '🙂')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = smallestChange(before, after) ?? { from: 0, to: 0, insert: '' };
        expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
        expect(change.insert.isWellFormed()).toBe(true);
      }),
    );
  });
});
