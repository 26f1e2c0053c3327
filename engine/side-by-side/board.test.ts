import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageHash } from '../../core/ids.ts';
import { MOST_COLUMNS, starKey } from '../../core/side-by-side.ts';
import { createNodeLibrary } from '../session/node-library.ts';
import {
  type Board,
  columnOf,
  EMPTY_BOARD,
  readBoard,
  withChangedColumn,
  withColumns,
  withMovedColumn,
  withoutColumn,
  withoutPicture,
  withStar,
} from './board.ts';
import { readPromptPresets } from './prompt-presets.ts';
import { asking, saying } from './testing-board.ts';

const library = createNodeLibrary();
const column = (temperature: number) =>
  columnOf(library, { prompt: saying('Say.'), captioner: asking('mine', { temperature }) });
const hashOf = (index: number) => index.toString(16).repeat(64) as ImageHash;
const pictures = [1, 2, 3].map((index) => ({
  hash: hashOf(index),
  root: '/pictures',
  path: `${index}.png`,
  width: 4,
  height: 3,
}));
const ids = (board: Board) => board.columns.map(({ id }) => id);

describe('columnOf()', () => {
  it('[TRY2] gives equal settings one id, whether a default is written out or not', () => {
    const plain = columnOf(library, { captioner: asking('mine') });
    expect(columnOf(library, { captioner: asking('mine', { maxTokens: 1024, topP: 1 }) }).id).toBe(plain.id);
    expect(columnOf(library, { captioner: asking('mine', { maxTokens: 1000 }) }).id).not.toBe(plain.id);
    expect(columnOf(library, { prompt: saying('Say.'), captioner: asking('mine') }).id).not.toBe(plain.id);
  });

  it.each([
    [{ captioner: saying('No captioner.') }, 'USAGE'],
    [{ captioner: { type: 'captioners.unheard-of', version: 1, params: {} } }, 'USAGE'],
    [{ prompt: asking('mine'), captioner: asking('mine') }, 'USAGE'],
    [{ captioner: asking('mine', { temperature: 99 }) }, 'PARAMETER_INVALID'],
  ])('refuses %j', (given, code) => {
    expect(() => columnOf(library, given)).toThrow(expect.objectContaining({ code }));
  });

  it('takes every prompt that is offered', async () => {
    const presets = await readPromptPresets(join(import.meta.dirname, '../../assets'));
    const all = presets.map(({ node }) => columnOf(library, { prompt: node, captioner: asking('mine') }).id);
    expect(new Set(all).size).toBe(presets.length);
  });
});

describe('a board', () => {
  it('is read as it was kept; what is none gives an empty one', () => {
    const board = withStar(
      { ...withColumns(EMPTY_BOARD, [column(0.5)]), pictures },
      hashOf(1),
      column(0.5).id,
      true,
    );
    expect(readBoard(JSON.parse(JSON.stringify(board)))).toEqual(board);
    expect([readBoard(undefined), readBoard('x'), readBoard({ pictures: [{ hash: 'no' }] })]).toEqual([
      EMPTY_BOARD,
      EMPTY_BOARD,
      EMPTY_BOARD,
    ]);
  });

  it('has no more columns than fit', () => {
    const many = Array.from({ length: MOST_COLUMNS + 1 }, (_, index) => column(index / 100));
    expect(ids(withColumns(EMPTY_BOARD, many.slice(1)))).toHaveLength(MOST_COLUMNS);
    expect(() => withColumns(EMPTY_BOARD, many)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('whatever is done to it, has every column once and stars on its cells only', () => {
    const temperature = fc.integer({ min: 0, max: 5 }).map((value) => value / 10);
    const step = fc.oneof(
      temperature.map((t) => (board: Board) => withColumns(board, [column(t)])),
      temperature.map((t) => (board: Board) => withoutColumn(board, column(t).id)),
      fc.tuple(temperature, temperature).map(
        ([a, b]) =>
          (board: Board) =>
            withChangedColumn(board, column(a).id, column(b)),
      ),
      fc.tuple(temperature, fc.nat(6)).map(
        ([t, to]) =>
          (board: Board) =>
            withMovedColumn(board, column(t).id, to),
      ),
      fc.tuple(temperature, fc.integer({ min: 1, max: 4 }), fc.boolean()).map(
        ([t, index, on]) =>
          (board: Board) =>
            withStar(board, hashOf(index), column(t).id, on),
      ),
      fc.integer({ min: 1, max: 3 }).map((index) => (board: Board) => withoutPicture(board, hashOf(index))),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const board = steps.reduce((now, one) => one(now), { ...EMPTY_BOARD, pictures } as Board);
        expect(new Set(ids(board)).size).toBe(board.columns.length);
        const cells = board.pictures.flatMap(({ hash }) => ids(board).map((id) => starKey(hash, id)));
        expect(cells).toEqual(expect.arrayContaining([...board.stars]));
      }),
    );
  });

  it('moves a column to a place, and puts changed ones where they were', () => {
    const three = withColumns(EMPTY_BOARD, [column(0.1), column(0.2), column(0.3)]);
    const [a = '', b = '', c = ''] = ids(three);
    expect(ids(withMovedColumn(three, a, 2))).toEqual([b, c, a]);
    expect(ids(withMovedColumn(three, c, 0))).toEqual([c, a, b]);
    expect(ids(withChangedColumn(three, b, column(0.9)))).toEqual([a, column(0.9).id, c]);
    // Settings that another column has already: one of them goes.
    expect(ids(withChangedColumn(three, a, column(0.3)))).toEqual([c, b]);
  });
});
