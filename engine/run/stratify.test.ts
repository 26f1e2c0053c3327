import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Stratifier } from './stratify.ts';

const keys = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('images', 'photos'), fc.constantFrom('coco/', 'sam/', 'wikiart/', ''), fc.nat(500))
    .map(([source, folder, n]) => ({
      source,
      key: `${folder}${n}.jpg`,
    })),
  { selector: ({ source, key }) => source + key, maxLength: 200 },
);

function choose(list: readonly { readonly source: string; readonly key: string }[], limit: number): string[] {
  const stratifier = new Stratifier(limit);
  for (const { source, key } of list) stratifier.add(source, key);
  return [...stratifier.choose().keys]
    .flatMap(([source, chosen]) => [...chosen].map((key) => `${source}/${key}`))
    .sort();
}

it('[RUN12] takes as many samples as asked, or all there are, whatever the order they are listed in', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 50 }), (list, limit) => {
      const chosen = choose(list, limit);
      expect(chosen).toHaveLength(Math.min(limit, list.length));
      expect(choose([...list].reverse(), limit)).toEqual(chosen);
    }),
  );
});

it('[RUN12] lets chance decide among folders too small for a share, and knows how many each stratum has', () => {
  const stratifier = new Stratifier(10);
  const names = Array.from({ length: 200 }, (_, n) => `small-${n}/1.jpg`);
  for (const key of [...names, ...Array.from({ length: 200 }, (_, n) => `large/${n}.jpg`)])
    stratifier.add('images', key);
  const { keys, strata, stratumOf } = stratifier.choose();
  const chosen = [...(keys.get('images') ?? [])];
  expect([...strata.values()]).toEqual([200, 200]);
  expect(chosen.filter((key) => key.startsWith('large/'))).toHaveLength(5);
  expect(stratumOf('images', 'small-7/1.jpg')).toBe(stratumOf('images', 'small-8/1.jpg'));
  expect(stratumOf('images', 'large/1.jpg')).not.toBe(stratumOf('images', 'small-8/1.jpg'));
});

it('[RUN12] tells so many folders apart and no more, in whatever order they are met', () => {
  const list = Array.from({ length: 1000 }, (_, n) => ({ source: 'images', key: `${n % 300}/${n}.jpg` }));
  expect(choose(list, 40)).toHaveLength(40);
  expect(choose([...list].reverse(), 40)).toEqual(choose(list, 40));
  expect(choose(list, 80)).toEqual(expect.arrayContaining(choose(list, 40)));
});

it('[RUN12] gives every folder its share', () => {
  const list = [60, 30, 10].flatMap((count, folder) =>
    Array.from({ length: count }, (_, n) => ({ source: 'images', key: `${folder}/${n}.jpg` })),
  );
  const chosen = choose(list, 10);
  expect(
    ['0', '1', '2'].map((folder) => chosen.filter((key) => key.startsWith(`images/${folder}/`)).length),
  ).toEqual([6, 3, 1]);
});
