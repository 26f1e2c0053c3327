import { describe, expect, it } from 'vitest';
import { defaultText } from './default-text.ts';

describe('[FORM11] defaultText()', () => {
  it.each([
    [{ type: 'integer', default: 40 }, '40'],
    [{ type: 'integer', default: 1_000_000, unit: 'px' }, '1,000,000 px'],
    [{ type: 'boolean', default: false }, 'off'],
    [{ enum: ['a'], default: 'a', options: { a: 'Characters' } }, 'Characters'],
    [{ type: 'string', default: '' }, 'empty'],
    [{ type: 'array', default: [] }, 'empty'],
    [{ type: 'string', default: 'x'.repeat(40) }, undefined],
    [{ type: 'string' }, undefined],
    [{ type: 'string', default: '', widget: 'endpoint' }, undefined],
  ] as const)('of %j is %s', (schema, text) => {
    expect(defaultText(schema)).toBe(text);
  });
});
