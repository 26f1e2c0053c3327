import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompactSet, createUniqueNames, hash52 } from './compact-set.ts';

describe('a compact set', () => {
  it('says the same as a Set', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (texts) => {
        const [compact, exact] = [createCompactSet(), new Set<string>()];
        for (const text of texts) {
          expect(compact.add(text)).toBe(!exact.has(text));
          exact.add(text);
        }
        expect(compact.size).toBe(exact.size);
      }),
    );
  });

  it('tells a hundred thousand similar texts apart', () => {
    const set = createCompactSet();
    for (let index = 0; index < 100_000; index += 1)
      if (!set.add(`coco/train2017/${index}.jpg`)) throw new Error(`${index} met another`);
    expect(set.size).toBe(100_000);
  });
});

it('names stay as they are the first time and are numbered when they come again', () => {
  const unique = createUniqueNames();
  expect(['a', 'b', 'a', 'a#2', 'a', ''].map(unique)).toEqual(['a', 'b', 'a#2', 'a#2#2', 'a#3', '']);
});

it('hashes are spread evenly enough to draw shares by them', () => {
  const below = Array.from({ length: 20_000 }, (_, index) => hash52(`${index}`, 7)).filter(
    (hash) => hash < 0.05 * 2 ** 52,
  );
  // 1,000 expected, standard deviation 31
  expect(Math.abs(below.length - 1000)).toBeLessThan(160);
});
