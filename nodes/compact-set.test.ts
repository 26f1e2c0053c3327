import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompactCounts, createCompactSet, createUniqueNames, hash52 } from './compact-set.ts';

describe('a compact set', () => {
  it('says the same as a Set', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { size: '+1' }), (texts) => {
        const [compact, exact] = [createCompactSet(), new Set<string>()];
        for (const text of texts) {
          expect(compact.has(text)).toBe(exact.has(text));
          expect(compact.add(text)).toBe(!exact.has(text));
          exact.add(text);
        }
        expect(compact.size).toBe(exact.size);
      }),
    );
  });

  it('tells a hundred thousand similar texts apart, and keeps them while it grows', () => {
    const set = createCompactSet();
    const names = Array.from({ length: 100_000 }, (_, index) => `coco/train2017/${index}.jpg`);
    expect(names.filter((name) => !set.add(name))).toEqual([]);
    expect(set.size).toBe(100_000);
    expect(names.filter((name) => !set.has(name))).toEqual([]);
    expect(names.filter((name) => set.has(`${name}~`))).toEqual([]);
  });
});

describe('compact counts', () => {
  it('say the same as a Map', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 }), { size: '+2' }), (texts) => {
        const [compact, exact] = [createCompactCounts(), new Map<string, number>()];
        for (const text of texts) {
          compact.raise(text);
          exact.set(text, (exact.get(text) ?? 0) + 1);
        }
        expect([...exact.keys()].map((text) => compact.of(text))).toEqual([...exact.values()]);
        expect(compact.of('never counted')).toBe(0);
      }),
    );
  });

  it('are kept while the table grows', () => {
    const counts = createCompactCounts();
    for (let index = 0; index < 30_000; index += 1) counts.raise(`text ${index % 20_000}`);
    expect([0, 9999, 10_000, 19_999].map((index) => counts.of(`text ${index}`))).toEqual([2, 2, 1, 1]);
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
