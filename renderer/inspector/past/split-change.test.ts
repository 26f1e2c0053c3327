import { describe, expect, it } from 'vitest';
import { splitChange } from './split-change.ts';

describe('[FORM9] splitChange()', () => {
  it('gives numbers with their unit, and choices by their label', () => {
    const unit = { type: 'integer', label: 'Longest reply', unit: 'tokens' } as const;
    expect(splitChange({ name: 'maxTokens', before: 1024, after: 2048 }, unit)).toEqual([
      { label: 'Longest reply', before: '1,024 tokens', after: '2,048 tokens' },
    ]);
    const choice = { label: 'Measured in', options: { words: 'Words', characters: 'Characters' } };
    expect(splitChange({ name: 'unit', before: 'words', after: 'characters' }, choice)).toEqual([
      { label: 'Measured in', before: 'Words', after: 'Characters' },
    ]);
  });

  it('tells named texts one by one, and only those that differ', () => {
    const parts = (text: string) => [
      { id: 'a', title: 'Art', text },
      { id: 'b', title: '', text: 'same' },
    ];
    expect(
      splitChange(
        { name: 'parts', before: parts('old'), after: [...parts('new'), { id: 'c', title: 'C', text: 'x' }] },
        { label: 'Parts' },
      ),
    ).toEqual([
      { label: 'Parts: Art', before: 'old', after: 'new' },
      { label: 'Parts: C', before: '', after: 'x' },
    ]);
  });

  it('writes rules and lines below each other', () => {
    const before = [{ pattern: 'a/**', part: 'x' }];
    expect(splitChange({ name: 'rules', before, after: ['one', 'two'] }, undefined)).toEqual([
      { label: 'rules', before: 'a/** → x', after: 'one\ntwo' },
    ]);
  });
});
