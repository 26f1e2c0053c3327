import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { compilePathPattern } from './path-pattern.ts';

function fits(pattern: string, path: string): boolean {
  const compiled = compilePathPattern(pattern);
  if ('fault' in compiled) throw new Error(compiled.fault);
  return compiled.fits(path);
}

describe('a pattern for paths', () => {
  it.each([
    ['coco/**', 'coco/train2017/1.jpg', true],
    ['coco/**', 'mycoco/1.jpg', false],
    ['**/landmark*/**', 'Landmarks/eiffel.jpg', true],
    ['**/landmark*/**', 'web/landmark-2/a/eiffel.jpg', true],
    ['**/landmark*/**', 'landmark.jpg', false],
    ['*.png', 'a.png', true],
    ['*.png', 'x/a.png', false],
    ['**/*.png', 'a.png', true],
    ['{coco,sam}/**', 'sam/1.jpg', true],
    ['img_[0-9]?.jpg', 'img_12.jpg', true],
    ['img_[!0-9].jpg', 'img_1.jpg', false],
    ['a (1)+.jpg', 'a (1)+.jpg', true],
    ['./coco/*', 'coco/1.jpg', true],
    ['**', 'any/thing\nat all 😀.jpg', true],
  ])('%s on %s: %s', (pattern, path, wanted) => {
    expect(fits(pattern, path)).toBe(wanted);
  });

  it('means the same as elsewhere in the app, where paths are walked', () => {
    const piece = fc.constantFrom('a', 'b', '*', '**/', '/', '?', '.png', '[ab]', '{a,b}');
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', '.png', 'c'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), path, (pieces, subject) => {
        const pattern = pieces.join('');
        // stars in a row and slashes at an end are read in different ways everywhere
        fc.pre(!/\*{3}|[^/]\*\*|\/\/|^\/|\/$|\*\*[^/]|\*\?|\?\*/.test(pattern));
        // a name that begins with a dot is an ordinary one here
        const expected = picomatch(pattern, { nocase: true, dot: true })(subject);
        expect(fits(pattern, subject), `${pattern} on ${subject}`).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['{a,b', '[ab', 'a[]'])('%s is refused', (pattern) => {
    expect(compilePathPattern(pattern)).toHaveProperty('fault');
  });

  it('never throws, and answers at once whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'*?[]{},/\\ab!^$+()|.') }), (pattern) => {
        const compiled = compilePathPattern(pattern);
        expect('fault' in compiled || typeof compiled.fits('a/'.repeat(50))).toBeTruthy();
      }),
    );
    expect(fits(`${'*a'.repeat(200)}*b`, 'a'.repeat(2000))).toBe(false);
  });
});
