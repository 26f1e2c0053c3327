import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './linear-pattern.ts';

function compiled(source: string) {
  const result = compilePattern(source);
  if ('fault' in result) throw new Error(`${source}: ${result.fault}`);
  return result.pattern;
}

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', '\\d', 'é', '\\p{L}', '😀');
const assertion = fc.constantFrom('^', '$', '\\b', '\\B');
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?');
const { pattern } = fc.letrec<{ pattern: string; group: string }>((tie) => ({
  group: fc.oneof(
    { depthSize: 'small' },
    atom,
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(tie('group'), quantifier).map((parts) => parts.join('')) },
        { weight: 1, arbitrary: assertion },
        { weight: 1, arbitrary: fc.constant('|') },
      ),
      { maxLength: 5 },
    )
    .map((items) => items.join('')),
}));
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', ' ', '1', '\n', 'é', '😀', '-'),
  maxLength: 8,
});

/** Tries every code point's place by itself: V8's own search also stops between the halves of one, where no match can begin (ECMA-262, AdvanceStringIndex). */
function nativeSearch(source: string, subject: string): boolean {
  const native = new RegExp(source, 'iuym');
  let at = 0;
  return [...subject, ''].some((character) => {
    native.lastIndex = at;
    at += character.length;
    return native.test(subject);
  });
}

describe('patterns', () => {
  it('match exactly where the native ones do', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const linear = compiled(source);
        expect({
          search: linear.search(subject),
          start: linear.matchesStart(subject),
          whole: linear.matchesWhole(subject),
        }).toEqual({
          search: nativeSearch(source, subject),
          start: new RegExp(source, 'iuym').test(subject),
          whole: new RegExp(`(?:${source})(?![^])`, 'iuym').test(subject),
        });
      }),
      { numRuns: 1000, examples: [['\\B', 'a😀a']] },
    );
  });

  it('that would hang a native expression are answered', () => {
    for (const source of ['(a+)+$', '(a|a)*b', '(.*)*x', '.*.*.*.*.*x', '(a?){100}a{100}'])
      expect(compiled(source).search(`${'a'.repeat(2000)}!`)).toBe(source === '(a?){100}a{100}');
  });

  it.each([
    ['(a', 'A ( is not closed.'],
    ['a)', 'A ) stands without its (.'],
    ['*a', 'There is nothing to repeat.'],
    ['a**', 'There is nothing to repeat.'],
    ['[a', 'A [ is not closed.'],
    ['[z-a]', '[z-a] does not parse.'],
    ['a{3,2}', '{3,2} has its numbers the wrong way round.'],
    ['a{999}', '{999} repeats more than 200 times.'],
    ['(?=a)', 'Groups that start with (? cannot be used, except (?:.'],
    ['(a)\\1', 'Back references cannot be used.'],
    ['a\\', 'The pattern ends with a \\.'],
    ['((a{200}){200}){200}', 'The pattern is too large once its repetitions are written out.'],
    ['('.repeat(60), 'The pattern has too many groups inside each other.'],
    ['a'.repeat(4001), 'The pattern is longer than 4000 characters.'],
  ])('are refused with a reason: %.20s', (source, fault) => {
    expect(compilePattern(source)).toEqual({ fault });
  });

  it('give a pattern or a fault for any text, and never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (source) => {
        const result = compilePattern(source);
        expect('fault' in result ? result.fault : typeof result.pattern.search('a b')).toMatch(/./);
      }),
    );
  });
});
