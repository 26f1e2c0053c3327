import { describe, expect, it } from 'vitest';
import { noteBlocks } from './note-text.ts';

describe('noteBlocks()', () => {
  it('reads heads, items, strong and code, and leaves the rest', () => {
    const blocks = noteBlocks('# Signs\n- read **all** of `them`\n<b>plain</b> *as is*');
    expect(blocks.map(({ kind }) => kind)).toEqual(['head', 'item', 'text']);
    expect(blocks[1]?.spans.map(({ text, strong, code }) => [text, strong, code])).toEqual([
      ['read ', false, false],
      ['all', true, false],
      [' of ', false, false],
      ['them', false, true],
    ]);
    expect(blocks[2]?.spans).toEqual([{ key: 0, text: '<b>plain</b> *as is*', strong: false, code: false }]);
  });
});
