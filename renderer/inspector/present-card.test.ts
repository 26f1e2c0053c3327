import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presentCard } from './present-card.ts';

it('[MIX3] figures, names without a caption and swapped captions of a mix are told apart', () => {
  const card = {
    records: 12_000,
    captionsNotUsed: 3,
    share: 0.25,
    withoutCaptionExamples: ['a.jpg', 'b.jpg'],
    swappedExamples: [{ id: '7', image: 'c.jpg', before: 'A cat.', after: 'A tabby cat.', from: 'm' }],
    empty: [],
    nested: { deep: true },
  };
  expect(presentCard(card)).toEqual({
    figures: [
      { title: 'Records', value: '12,000' },
      { title: 'Captions not used', value: '3' },
      { title: 'Share', value: '0.25' },
    ],
    lists: [{ title: 'Without caption examples', entries: ['a.jpg', 'b.jpg'] }],
    changes: [
      {
        title: 'Swapped examples',
        entries: [{ name: '7', before: 'A cat.', after: 'A tabby cat.' }],
      },
    ],
  });
});

it('of any card no more than a screen holds is shown', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (card) => {
      const { figures, lists, changes } = presentCard(card as never);
      expect(figures.length).toBeLessThanOrEqual(24);
      for (const { entries } of [...lists, ...changes]) expect(entries.length).toBeLessThanOrEqual(10);
      for (const { value } of figures) expect(value.length).toBeLessThanOrEqual(401);
    }),
  );
});
