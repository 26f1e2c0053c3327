import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facetsOf } from '../node-double.ts';
import { heldVariables } from './held-variables.ts';

describe('heldVariables()', () => {
  it('[FORM3] gives every name with what the image holds', () => {
    const facets = facetsOf('holiday/a.jpg', {
      evidence: { exif: { date: '2020', 'odd name': 1 }, tags: [{ name: 'sea' }, { name: 'pier' }] },
      metadata: { id: 7, tags: ['x', 'y'], alt: ' A\npier ' },
    });
    const held = heldVariables(facets);
    expect(held.map(({ name, kind, text }) => [name, kind, text])).toEqual([
      ['image.folder', 'text', 'holiday'],
      ['image.name', 'text', 'a.jpg'],
      ['image.width', 'text', '640'],
      ['image.height', 'text', '480'],
      ['image.alt', 'text', 'A pier'],
      ['evidence.exif', 'group', 'date'],
      ['evidence.exif.date', 'text', '2020'],
      ['evidence.tags', 'list', 'sea, pier'],
      ['metadata.id', 'text', '7'],
      ['metadata.tags', 'list', 'x, y'],
      ['metadata.alt', 'text', 'A pier'],
    ]);
    expect(held.find(({ name }) => name === 'evidence.tags')?.fields).toEqual(['name']);
  });

  it('is bounded, whatever a stranger’s evidence is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })), (metadata) => {
        const held = heldVariables({ metadata: metadata as never });
        expect(held.length).toBeLessThanOrEqual(200);
        for (const { name, text } of held) {
          expect(name).toMatch(/^[\w.-]+$/);
          expect(text.length).toBeLessThanOrEqual(120);
        }
      }),
    );
    const many = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`n${index}`, 'x'.repeat(999)]),
    );
    expect(heldVariables({ metadata: many })).toHaveLength(200);
  });
});
