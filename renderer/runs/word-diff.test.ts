import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffWords } from './word-diff.ts';

describe('diffWords', () => {
  it('marks what was taken away and what was put in its place', () => {
    expect(diffWords('A red kite above a field.', 'A blue kite above the field.')).toEqual([
      { kind: 'same', text: 'A ' },
      { kind: 'removed', text: 'red' },
      { kind: 'added', text: 'blue' },
      { kind: 'same', text: ' kite above ' },
      { kind: 'removed', text: 'a' },
      { kind: 'added', text: 'the' },
      { kind: 'same', text: ' field.' },
    ]);
  });

  it('both texts can be put together again from the parts, and equal texts have no difference', () => {
    const text = fc
      .array(fc.constantFrom('kite', 'red', ' ', '.', 'ü', '👒', '\n'), { maxLength: 30 })
      .map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after);
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('');
        expect([without('added'), without('removed')]).toEqual([before, after]);
        if (before === after) expect(parts.every(({ kind }) => kind === 'same')).toBe(true);
      }),
    );
  });

  it('texts that have nothing in common are replaced as a whole, however long they are', () => {
    const [before, after] = ['a '.repeat(3000), 'b '.repeat(3000)];
    expect(diffWords(before, after).length).toBeLessThan(10);
  });
});
