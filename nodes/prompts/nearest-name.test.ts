import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

describe('nearestName()', () => {
  const known = ['image.folder', 'image.name', 'image.alt'];
  it.each([
    ['image.fodler', 'image.folder'],
    ['image.nam', 'image.name'],
    ['imgae.alt', 'image.alt'],
    ['subject', undefined],
    ['', undefined],
  ])('[FORM4] %s is meant as %s', (name, meant) => {
    expect(nearestName(name, known)).toBe(meant);
  });
});

describe('editDistance()', () => {
  it('is the same both ways, and nothing between equal words', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, a)).toBe(0);
        if (a !== b) expect(editDistance(a, b)).toBeGreaterThan(0);
      }),
    );
  });
});
