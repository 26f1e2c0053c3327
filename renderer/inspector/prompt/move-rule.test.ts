import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveRule, placeAt } from './move-rule.ts';

describe('moveRule()', () => {
  it('moves one and keeps the order of the others', () => {
    const list = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(list, fc.nat(7), fc.nat(7), (rules, a, b) => {
        const [from, to] = [a % rules.length, b % rules.length];
        const moved = moveRule(rules, from, to);
        expect(moved[to]).toBe(rules[from]);
        const without = (all: readonly number[]) => all.filter((each) => each !== rules[from]);
        expect(without(moved)).toEqual(without(rules));
      }),
    );
  });
});

describe('placeAt()', () => {
  it('is the row under the pointer, and the first or last beyond them', () => {
    expect([-50, 0, 27, 28, 83, 84, 900].map((y) => placeAt(y + 100, 100, 28, 3))).toEqual([
      0, 0, 0, 1, 2, 2, 2,
    ]);
  });
});
