import { describe, expect, it } from 'vitest';
import type { CaptionId } from '../../core/ids.ts';
import { plainValue, rootOf, samplingText } from './caption-chain.ts';

const entry = (id: number) => ({ id: id as CaptionId, text: '', model: '', origin: 'edit', createdAt: 0 });

describe('rootOf', () => {
  it('is the oldest of the chain, or the caption itself', () => {
    expect(rootOf({ id: 9 as CaptionId, history: [entry(7), entry(3)] })).toBe(3);
    expect(rootOf({ id: 3 as CaptionId, history: [] })).toBe(3);
  });
});

describe('samplingText', () => {
  it('lists plain values', () => {
    expect(samplingText({ maxTokens: 64, temperature: 0, nested: { a: 1 }, none: null })).toBe(
      'max tokens 64 · temperature 0',
    );
    expect(samplingText(undefined)).toBe('');
  });
});

describe('plainValue', () => {
  it.each([
    ['Canon', 'Canon'],
    [[1, 'b', [2]], '1, b, 2'],
    [{ a: 1 }, '{"a":1}'],
    [null, 'null'],
    [0.5, '0.5'],
  ])('%j', (value, text) => {
    expect(plainValue(value)).toBe(text);
  });
});
