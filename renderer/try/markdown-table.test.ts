import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptionId, ImageHash } from '../../core/ids.ts';
import { starKey, type TriedBoard, type TriedCell } from '../../core/side-by-side.ts';
import { markdownTable } from './markdown-table.ts';

const hash = 'a'.repeat(64) as ImageHash;
const done = (text: string): TriedCell => ({
  state: 'done',
  caption: {
    id: 1 as CaptionId,
    text,
    model: 'm',
    finishReason: 'stop',
    prompt: '',
    flags: [],
    costUsd: 0.002,
  },
});
const board = (cell: TriedCell, stars: readonly string[] = []): TriedBoard => ({
  pictures: [{ hash, root: '/', path: 'cats/a_b.png', width: 1, height: 1 }],
  columns: [
    {
      id: 'c1',
      captioner: { type: 't', version: 1, params: {} },
      captionerRef: { kind: 'local', model: 'm', precision: '' },
      state: 'idle',
      missing: 0,
      cells: { [hash]: cell },
    },
  ],
  stars,
  spentUsd: 0,
  reservedUsd: 0,
});

describe('markdownTable()', () => {
  it('has a row an image and the means at the end; stars stand before captions', () => {
    expect(markdownTable(board(done('A cat.'), [starKey(hash, 'c1')]), ['M · P'])).toBe(
      '| Image | M · P |\n| --- | --- |\n| cats/a\\_b.png | ★ A cat. |\n| Mean | 6 ch, $2.00 / 1,000 |\n',
    );
  });

  it('whatever a model writes, the table keeps its four rows of two cells', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '\n', '\\', 'a', '`', ' ', '<', '*') }), (text) => {
        const rows = markdownTable(board(done(text)), ['M'])
          .trimEnd()
          .split('\n');
        expect(rows).toHaveLength(4);
        for (const row of rows) expect(row.replace(/\\./g, '').split('|')).toHaveLength(4);
      }),
    );
  });
});
