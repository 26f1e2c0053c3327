import { describe, expect, it } from 'vitest';
import { findTexts, strayTexts } from './find-texts.mjs';
import { root } from './paths.mjs';

describe('strayTexts()', () => {
  const texts = (source: string) => strayTexts('a.tsx', source).map(({ text }) => text);

  it('finds what stands between tags, in what is read, and in messages', () => {
    expect(texts('const a = <p>Hello {count} of them</p>;')).toEqual(['Hello', 'of them']);
    expect(texts('<input aria-label="Name" placeholder={full ? "All" : `$' + '{count} more`} />;')).toEqual([
      'Name',
      'All',
      'more',
    ]);
    expect(texts("const item = { label: 'Undo', act }; toast('It broke');")).toEqual(['Undo', 'It broke']);
    expect(texts("const a = <p>{ready ? 'Ready' : wait && 'Wait'}</p>;")).toEqual(['Ready', 'Wait']);
  });

  it('leaves signs, addresses and what nobody reads', () => {
    expect(texts('const a = <p className="flex gap-2"> · {TEXTS.hello} → </p>;')).toEqual([]);
    expect(texts('<input placeholder="https://" title="folder/**" name="theme" />;')).toEqual([]);
    expect(texts("const command = { id: 'edit.undo', title: TEXTS.undo, keys: ['Ctrl+Z'] };")).toEqual([]);
  });
});

it('[KEY10] all texts of the interface stand in the catalogue', () => {
  expect(findTexts(`${root}/renderer`, (file) => /^texts(\.ts$|\/)/.test(file))).toEqual([]);
});
