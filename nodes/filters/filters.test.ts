import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captionOf, facetsOf, rejectionOf, runEach } from '../node-double.ts';
import { DESCRIPTIONS, LOOPS, REFUSALS, REGULAR } from './fixtures.ts';
import { leak } from './leak.ts';
import { length } from './length.ts';
import { loop } from './loop.ts';
import { refusal } from './refusal.ts';
import { longestChain, repeatedRunShare, repeatedSentenceShare } from './repetition.ts';
import { text } from './text.ts';

const caption = fc.string({
  unit: fc.constantFrom(
    'a ',
    'dog ',
    'sorry ',
    'I ',
    "can't ",
    'help ',
    '"',
    '. ',
    '\n',
    '😀',
    '“',
    '”',
    'img_1.jpg ',
  ),
});

describe('[NODE2] every filter on captions', () => {
  const filters = [length, refusal, loop, leak].map((type) => ({ name: type.type, type }));
  it.each(filters)('$name gives the same verdict again, and changes nothing', ({ type }) => {
    fc.assert(
      fc.property(caption, (given) => {
        const facets = Object.freeze(
          facetsOf('a/IMG_0042.jpg', { caption: Object.freeze(captionOf(given)) }),
        );
        const verdict = runEach(type, facets);
        expect(runEach(type, facets)).toEqual(verdict);
        expect(verdict.patch).toEqual({});
      }),
    );
  });
});

describe('length', () => {
  it.each([
    ['abc', { minimum: 4 }, 'too short'],
    ['abcd', { minimum: 4 }, undefined],
    ['abcde', { minimum: 0, maximum: 4 }, 'too long'],
    ['abcde', { minimum: 0, maximum: 0 }, undefined],
    ['😀😀😀', { minimum: 4 }, 'too short'],
    ['one two three', { unit: 'words', minimum: 4 }, 'too short'],
    ['One. Two. Three.', { unit: 'sentences', minimum: 0, maximum: 2 }, 'too long'],
    ['It stops in the', { minimum: 0, cutOff: true }, 'cut off'],
    ['It ends.', { minimum: 0, cutOff: true }, undefined],
    ['', { minimum: 1 }, 'too short'],
  ])('%j with %j: %s', (given, params, reason) => {
    expect(rejectionOf(length, given, params)).toBe(reason);
  });

  it('says how long the caption is', () => {
    const verdict = runEach(length, facetsOf('a.jpg', { caption: captionOf('One.') }), {
      unit: 'sentences',
      minimum: 2,
    });
    expect(verdict).toMatchObject({ reason: 'too short', detail: '1 sentence, at least 2' });
  });

  it('rejects what hit the token limit although it ends with a stop', () => {
    const facets = facetsOf('a.jpg', { caption: captionOf('It ends.', { finishReason: 'length' }) });
    expect(runEach(length, facets, { minimum: 0, cutOff: true })).toMatchObject({ reason: 'cut off' });
  });

  it('refuses limits that nothing meets', () => {
    expect(length.check?.(length.params.parse({ minimum: 10, maximum: 5 }))).toHaveLength(1);
    expect(length.check?.(length.params.parse({ minimum: 10, maximum: 0 }))).toEqual([]);
  });
});

describe('refusal', () => {
  it.each(REFUSALS)('catches %s', (given) => {
    expect(rejectionOf(refusal, given)).toBe('refusal');
  });

  it.each([...DESCRIPTIONS, ...REGULAR])('[NODE8] keeps %s', (given) => {
    expect(rejectionOf(refusal, given)).toBeUndefined();
  });

  it('[NODE8] takes no quotation for the captioner’s own words, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REFUSALS), fc.constantFrom(...DESCRIPTIONS), (said, around) => {
        const quoted = said.replace(/["“”]/g, '');
        expect(rejectionOf(refusal, `${around} The sign reads “${quoted}”.`)).toBeUndefined();
        expect(rejectionOf(refusal, `${around} ${quoted}`)).toBe('refusal');
      }),
    );
  });

  it('looks at the first sentence only, where that is asked', () => {
    const late = 'A man on a stage. I cannot identify who he is.';
    expect(rejectionOf(refusal, late, { where: 'first' })).toBeUndefined();
  });

  it('[NODE9] takes a list of one’s own, and names the lines that do not work', () => {
    expect(rejectionOf(refusal, 'Nope, not today.', { patterns: ['nope\\b'] })).toBe('refusal');
    const problems = refusal.check?.(refusal.params.parse({ patterns: ['ok', '', '(a', '(?=b)'] }));
    expect(problems?.map(({ message }) => message)).toEqual([
      'Line 3 does not work as a pattern. A ( is not closed.',
      'Line 4 does not work as a pattern. Groups that start with (? cannot be used, except (?:.',
    ]);
  });
});

describe('loop', () => {
  it.each(LOOPS)('catches %s', (given) => {
    expect(rejectionOf(loop, given)).toBeDefined();
  });

  it.each([...REGULAR, ...DESCRIPTIONS])('keeps %s', (given) => {
    expect(rejectionOf(loop, given)).toBeUndefined();
  });

  it('measures as its formulas say', () => {
    expect(repeatedSentenceShare('One two three four. One two three four. Five six.')).toBeCloseTo(4 / 10);
    const runs = Array.from({ length: 29 }, (_, index) => `w${index % 20}`).join(' ');
    // 24 runs of six; those from the 21st on have stood before
    expect(repeatedRunShare(runs)).toBeCloseTo(4 / 24);
    expect(longestChain('x a b a b a b y')).toEqual({ times: 3, phrase: 'a b' });
    expect(longestChain('')).toEqual({ times: 1, phrase: '' });
  });

  it('catches any phrase that stands often enough in a row', () => {
    const word = fc.stringMatching(/^[a-z]{2,6}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 4, max: 9 }),
        (phrase, times) => {
          const given = `Before it: ${`${phrase.join(' ')} `.repeat(times)}`;
          expect(rejectionOf(loop, given)).toBeDefined();
        },
      ),
    );
  });
});

describe('leak', () => {
  const prompt = {
    text: 'Describe only what can be determined with confidence from the image. Write one paragraph.',
    question: '',
    part: '',
  };

  it.each([
    ['The image is sa_17478, which shows a street.', 'file name'],
    ['A street. The name of the file is street_view.jpg.', 'file name'],
    ['A cat, as the filename says.', 'file name'],
    ['I describe only what can be determined with confidence: a cat.', 'leaked instruction'],
    ['A screen shows “IMG_2041.jpg” and a folder.', undefined],
    ['A cat determined to describe a paragraph of confidence.', undefined],
    ['A photograph of a street in Paris with 17478 written on a plate.', undefined],
  ])('%s %s', (given, reason) => {
    expect(rejectionOf(leak, given, {}, { prompt })).toBe(reason);
  });

  it.each([
    ['train/000000000009.jpg', 'Number 000000000009 is a plate of food.', 'file name'],
    ['train/cat.jpg', 'A cat on a sofa.', undefined],
    ['train/cat.jpg', 'This is cat.jpg.', 'file name'],
    ['train/holiday_in_rome.jpg', 'A holiday_in_rome picture.', 'file name'],
    ['train/12.jpg', 'The clock shows 12.', undefined],
    ['train/DSC-4711.jpg', 'A mill; dsc-4711.', 'file name'],
    ['train/(1).jpg', 'One (1) boat.', undefined],
  ])('of %s, “%s”: %s', (path, given, reason) => {
    const facets = { location: facetsOf(path).location };
    expect(rejectionOf(leak, given, { patterns: ['never'], run: 0 }, facets)).toBe(reason);
  });

  it('[NODE5] reads neither place nor prompt where they are not looked at', () => {
    expect(leak.readsFor?.(leak.params.parse({ run: 0, ownName: false }))).toEqual(['caption']);
    expect(leak.readsFor?.(leak.params.parse({}))).toEqual(['caption', 'location', 'prompt']);
  });

  it('finds every stretch that is copied from the prompt', () => {
    const words = prompt.text.split(' ');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: words.length - 8 }), (start) => {
        const copied = words
          .slice(start, start + 8)
          .join(' ')
          .toUpperCase();
        expect(rejectionOf(leak, `A dog. ${copied} and a cat`, {}, { prompt })).toBe('leaked instruction');
      }),
    );
  });
});

describe('text search', () => {
  it.each([
    ['A Watermark.', { search: 'watermark' }, 'has the text'],
    ['A dog.', { search: 'watermark' }, undefined],
    ['A dog.', { search: 'watermark', action: 'keep' }, 'lacks the text'],
    ['A watermark.', { search: 'watermark', action: 'keep' }, undefined],
    ['concatenate', { search: 'cat' }, 'has the text'],
    ['concatenate', { search: 'cat', mode: 'words' }, undefined],
    ['A black cat.', { search: 'Black  cat', mode: 'words' }, 'has the text'],
    ['in 1984', { search: '\\b19\\d\\d\\b', mode: 'pattern' }, 'has the text'],
    ['a+b', { search: 'a+b' }, 'has the text'],
    ['aab', { search: 'a+b' }, undefined],
  ])('%j with %j: %s', (given, params, reason) => {
    expect(rejectionOf(text, given, params)).toBe(reason);
  });

  it('asks for something to search for, and for a pattern that works', () => {
    const check = (params: object) => text.check?.(text.params.parse(params))?.length;
    expect([check({}), check({ search: '(' }), check({ search: '(', mode: 'pattern' })]).toEqual([1, 0, 1]);
  });
});
