import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extensionOf,
  folderOf,
  isAbsolutePath,
  splitAbsolutePath,
  tidyRelativePath,
  withoutExtension,
} from './file-path.ts';

describe('[NODE3] a relative path', () => {
  it.each([
    ['coco/train2017/1.jpg', 'coco/train2017/1.jpg'],
    ['./a//b.png', 'a/b.png'],
    ['a\\b.png', 'a/b.png'],
    ['a/b\\c.png', 'a/b/c.png'],
    ['./C:/a.png', undefined],
    ['\\a.png', 'a.png'],
    ['..hidden/...jpg', '..hidden/...jpg'],
    ['../a.png', undefined],
    ['a/../../b.png', undefined],
    ['a/..\\..\\b.png', undefined],
    ['..\\a.png', undefined],
    ['/etc/passwd', undefined],
    ['C:\\a.png', undefined],
    ['C:a.png', undefined],
    ['\\\\server\\share\\a.png', undefined],
    ['a\0.png', undefined],
    ['', undefined],
    ['.', undefined],
  ])('%j is tidied to %j', (path, tidy) => {
    expect(tidyRelativePath(path)).toBe(tidy);
  });

  it('never leaves its folder, whatever it is, and is stable once tidied', () => {
    const part = fc.constantFrom('a', '..', '.', '', 'b c', 'C:', '\\', '\0', '…', 'x.png');
    const separator = fc.constantFrom('/', '\\');
    fc.assert(
      fc.property(fc.array(fc.tuple(part, separator), { maxLength: 8 }), (parts) => {
        const tidy = tidyRelativePath(parts.flat().join(''));
        if (tidy === undefined) return;
        expect(tidy.split(/[/\\]/)).not.toContain('..');
        expect(isAbsolutePath(tidy)).toBe(false);
        expect(tidyRelativePath(tidy)).toBe(tidy);
      }),
    );
  });
});

describe('an absolute path', () => {
  it.each([
    ['/data/coco/1.jpg', '/data', { root: '/data', path: 'coco/1.jpg' }],
    ['/data/coco/1.jpg', '/data/', { root: '/data/', path: 'coco/1.jpg' }],
    ['/database/1.jpg', '/data', { root: '/', path: 'database/1.jpg' }],
    ['C:\\pictures\\a b.png', 'C:\\lists', { root: 'C:/', path: 'pictures/a b.png' }],
    ['C:\\lists\\a.png', 'C:\\lists', { root: 'C:\\lists', path: 'a.png' }],
    ['\\\\nas\\photos\\2020\\1.jpg', '/x', { root: '//nas/photos', path: '2020/1.jpg' }],
    ['/data/../etc/1.jpg', '/data', undefined],
    ['\\\\nas', '/x', undefined],
    ['/', '/x', undefined],
  ])('%s is split below %s', (path, base, split) => {
    expect(splitAbsolutePath(path, base)).toEqual(split);
  });
});

it('parts of paths are told from their text', () => {
  expect(['a/b.txt', '/b.txt', 'b.txt', 'C:\\b.txt', 'C:\\a\\b.txt'].map(folderOf)).toEqual([
    'a',
    '/',
    '',
    'C:/',
    'C:/a',
  ]);
  expect(['a.b/c.JPG', 'a.b/c', 'a/.hidden', 'x.tar.gz'].map(extensionOf)).toEqual(['jpg', '', '', 'gz']);
  expect(['a.b/c.JPG', 'a.b/c', 'a/.hidden', 'x.tar.gz'].map(withoutExtension)).toEqual([
    'a.b/c',
    'a.b/c',
    'a/.hidden',
    'x.tar',
  ]);
});
