import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable, countCharacters, endsWhole, sentences, withoutQuotes, words } from './text-units.ts';

describe('words', () => {
  it.each([
    ["It's a well-known café.", ["It's", 'a', 'well-known', 'café']],
    ['3.5 m, 1,204 people', ['3.5', 'm', '1', '204', 'people']],
    ['两只狗 and a cat', ['两', '只', '狗', 'and', 'a', 'cat']],
    ['— … 😀', []],
  ])('%j', (text, found) => {
    expect(words(text)).toEqual(found);
  });
});

describe('sentences', () => {
  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['It says "Stop." Then it ends.', ['It says "Stop."', 'Then it ends.']],
    ['A 3.5 m wall at example.org', ['A 3.5 m wall at example.org']],
    ['Really?! Yes…', ['Really?!', 'Yes…']],
    ['一句。两句！', ['一句。', '两句！']],
    ['a list\nof lines\n\n', ['a list', 'of lines']],
    ['', []],
  ])('%j', (text, found) => {
    expect(sentences(text)).toEqual(found);
  });

  it('lose nothing but space', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', ' ', '.', '!', '?', '…', '。', '"', ')', '\n'),
    });
    fc.assert(
      fc.property(text, (given) => {
        expect(sentences(given).join('').replace(/\s/g, '')).toBe(given.replace(/\s/g, ''));
      }),
    );
  });
});

it('characters are counted as people do', () => {
  expect(['', 'abc', '😀é', '𠮷'].map(countCharacters)).toEqual([0, 3, 2, 1]);
});

it('a whole ending has a stop, also before closing quotes', () => {
  expect(['It ends.', 'It ends.”', 'It ends?)\n', 'It e', 'a, b', ''].map(endsWhole)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe('[NODE8] quotations', () => {
  it.each([
    ['says "I can\'t" here', 'says "" here'],
    ['says “one” and «two» and „three“', 'says "" and "" and ""'],
    ["the word 'EXIT' over the dogs' heads", 'the word "" over the dogs\' heads'],
    ["it's the people's choice", "it's the people's choice"],
    ['reads “Stop.” Then', 'reads "." Then'],
    ['an unclosed " mark', 'an unclosed " mark'],
    // a sign for inches pairs with the next one: the filters see less then, never more
    ['5" × 7" and "a"', '5"" and ""'],
  ])('%j', (text, rest) => {
    expect(withoutQuotes(text)).toBe(rest);
  });
});

it('texts are compared without case, punctuation and spacing', () => {
  expect(comparable('  A dog’s  LIFE —\nreally! ')).toBe("a dog's life really");
});
