import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderOf, joinPath, pathSteps } from './path-parts.ts';

describe('pathSteps', () => {
  it.each([
    ['/', ['/']],
    ['/home/mara/photos', ['/', '/home', '/home/mara', '/home/mara/photos']],
    ['C:\\', ['C:\\']],
    ['C:\\Users\\Mara Ö', ['C:\\', 'C:\\Users', 'C:\\Users\\Mara Ö']],
    ['\\\\nas\\share\\x', ['\\\\nas', '\\\\nas\\share', '\\\\nas\\share\\x']],
  ])('%s', (path, wanted) => {
    expect(pathSteps(path).map((step) => step.path)).toEqual(wanted);
  });

  it('ends with the path itself, whatever the names', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[/\\]/.test(text));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const path = `/${names.join('/')}`;
        expect(pathSteps(path).at(-1)).toEqual({ name: names.at(-1), path });
      }),
    );
  });
});

describe('joinPath and folderOf', () => {
  it.each([
    ['/', 'a.ekp', '/a.ekp'],
    ['/home/mara', 'a.ekp', '/home/mara/a.ekp'],
    ['C:\\', 'a.ekp', 'C:\\a.ekp'],
    ['C:\\Users', 'a.ekp', 'C:\\Users\\a.ekp'],
  ])('%s and %s', (folder, name, path) => {
    expect(joinPath(folder, name)).toBe(path);
    expect(folderOf(path)).toBe(folder);
  });
});
