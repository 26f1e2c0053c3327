import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber } from '../format.ts';
import { parseNumber } from './parse-number.ts';

describe('[FORM10] parseNumber()', () => {
  it.each([
    ['1,000', 1000],
    ['1,234,567.5', 1_234_567.5],
    ['1.234.567,5', 1_234_567.5],
    ['1 000', 1000],
    ['1\u00a0000', 1000],
    ["1'000'000", 1_000_000],
    ['1_000', 1000],
    ['0,5', 0.5],
    ['0,125', 0.125],
    ['1,5', 1.5],
    ['1,00', 1],
    ['1.500', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['−3', -3],
    [' +7 ', 7],
    ['1e3', 1000],
  ])('%s is %d', (text, number) => {
    expect(parseNumber(text)).toBe(number);
  });

  it.each([
    '',
    ' ',
    '-',
    'abc',
    '1,000,00',
    '1.2.3',
    '1 2',
    '1,000 000',
    '1..2',
    '--1',
    '0x10',
    'Infinity',
    '1e999',
    '12abc',
  ])('"%s" is none', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it('takes the unit of its field with it', () => {
    expect(parseNumber('1,024 px', 'px')).toBe(1024);
    expect(parseNumber('5px', 'px')).toBe(5);
    expect(parseNumber('5 mm', 'px')).toBeUndefined();
  });

  it('reads every number that this app writes', () => {
    const number = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    );
    fc.assert(
      fc.property(number, (value) => {
        expect(parseNumber(formatNumber(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
