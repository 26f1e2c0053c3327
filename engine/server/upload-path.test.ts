import { isAbsolute, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBatchName, uploadSegments } from './upload-path.ts';

const segmentsOf = (path: string) => {
  try {
    return uploadSegments(path);
  } catch {
    return undefined;
  }
};

describe('uploadSegments', () => {
  it.each(['a.png', 'folder/a.png', 'with space/é🦊.jpg', '..a/b..c.png'])('takes %s', (path) => {
    expect(uploadSegments(path)).toEqual(path.split('/'));
  });

  it.each([
    '',
    '/etc/passwd',
    '../a.png',
    'a/../../b.png',
    'a//b.png',
    './a.png',
    'a/.',
    'C:\\a.png',
    'C:/a.png',
    'a\\..\\b.png',
    'a\0.png',
    'line\nbreak.png',
    'nul.png',
    'COM1',
    'trailing.',
    'trailing ',
    `${'x'.repeat(256)}.png`,
    'a/'.repeat(40),
  ])('[SRV6] refuses %j', (path) => {
    expect(segmentsOf(path)).toBeUndefined();
  });

  it('[SRV6] whatever it takes stays inside the folder', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', 'a', 'b.png', ':', '\0', ' ', '%2e%2e');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (path) => {
          const segments = segmentsOf(path);
          if (!segments) return;
          const inside = relative('/drop/batch', join('/drop/batch', ...segments));
          expect(isAbsolute(inside) || inside.startsWith('..') ? inside.split('/')[0] : 'inside').not.toBe(
            '..',
          );
        },
      ),
    );
  });
});

describe('isBatchName', () => {
  it.each([
    ['b-1', true],
    ['0f', true],
    ['', false],
    ['..', false],
    ['a/b', false],
    ['A', false],
    ['a'.repeat(65), false],
  ])('%j: %s', (name, expected) => {
    expect(isBatchName(name)).toBe(expected);
  });
});
