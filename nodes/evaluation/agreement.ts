import { comparableWords } from '../filters/text-units.ts';

/** English words that stand in nearly every caption: two captions that share only these agree about nothing. */
const COMMON = new Set(
  'a an and are as at be by for from has have in into is it its of on or that the their there these this to up was which while with'.split(
    ' ',
  ),
);

/**
 * How far two captions speak of the same things: 2 · shared / (words of one + words of the other), over different words without the
 * commonest English ones (the Sørensen–Dice coefficient). 1 for equal sets and for two captions without any such word, 0 where
 * nothing is shared. It counts words, not meaning: "a dog" and "a puppy" share nothing.
 */
export function agreement(one: string, other: string): number {
  const [left, right] = [tellingWords(one), tellingWords(other)];
  if (left.size + right.size === 0) return 1;
  let shared = 0;
  for (const word of left) if (right.has(word)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}

function tellingWords(text: string): ReadonlySet<string> {
  return new Set(comparableWords(text).filter((word) => !COMMON.has(word)));
}
