import { describe, expect, it } from 'vitest';
import { type Typed, TypingGroups } from './typing-groups.ts';

/** Steps of what is typed at the end of an empty text; a number is a pause in milliseconds. */
function steps(...typed: readonly (string | number | Typed)[]): string[] {
  let now = 0;
  let place = 0;
  const groups = new TypingGroups(() => now);
  return typed.flatMap((each) => {
    if (typeof each === 'number') {
      now += each;
      return [];
    }
    now += 100;
    if (typeof each === 'object') return [groups.step(each)];
    const from = place;
    place += each.length;
    return [groups.step({ kind: 'input', from, to: place, text: each })];
  });
}

describe('[FORM5] typing is undone in steps', () => {
  it('goes on while one types', () => {
    expect(new Set(steps('a', 'b', ' ', 'c')).size).toBe(1);
  });
  it('is cut at a pause, and at a new line', () => {
    expect(steps('a', 1600, 'b')).toEqual(['1', '2']);
    expect(steps('a', '\n', 'b')).toEqual(['1', '2', '2']);
  });
  it('is cut between words once much was typed', () => {
    const words = Array.from({ length: 30 }, (_, index) => (index % 6 === 5 ? ' ' : 'abcd'));
    expect(new Set(steps(...words)).size).toBe(2);
  });
  it('is cut at a jump, and between writing and deleting', () => {
    const at = (kind: Typed['kind'], from: number, to: number): Typed => ({ kind, from, to, text: '' });
    expect(steps(at('input', 0, 1), at('input', 9, 10))).toEqual(['1', '2']);
    expect(steps(at('input', 0, 3), at('delete', 2, 2), at('delete', 1, 1))).toEqual(['1', '2', '2']);
    expect(steps(at('other', 0, 3), at('other', 3, 6))).toEqual(['1', '2']);
  });
});
