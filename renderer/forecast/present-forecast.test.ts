import { expect, it } from 'vitest';
import { barShape, formatFigure, formatRange, suggestCap } from './present-forecast.ts';

it('[RUN12] a range says what it is: two ends, one number, or that too few were tried', () => {
  expect(formatRange('costUsd', { value: 12, low: 11.2, high: 13.4 })).toBe('$11.20 – $13.40');
  expect(formatRange('rejectedRate', { value: 0, low: 0, high: 0.0714 })).toBe('0.0% – 7.1%');
  expect(formatRange('captions', { value: 6000, low: 6000, high: 6000 }, true)).toBe('Exactly');
  expect(formatRange('costUsd', { value: 0, low: 0, high: 0 })).toBe('Exactly');
  expect(formatRange('promptTokens', { value: 1600, low: 1600, high: 1600 })).toBe('All the same so far');
  expect(formatRange('cacheBytes', { value: 12_000, low: 11_900, high: 12_100 })).toBe('Close to 12 KB');
  expect(formatRange('seconds', { value: 12 })).toBe('Too few to say');
  expect(formatFigure('seconds', 0.2)).toBe('under 1 s');
  expect(formatFigure('captions', 4021.6)).toBe('4,022');
});

it('a bar begins at 0 and has room after its end', () => {
  expect(barShape({ value: 50, low: 40, high: 100 })).toEqual({
    low: expect.closeTo(0.348, 3),
    value: expect.closeTo(0.435, 3),
    high: expect.closeTo(0.87, 2),
  });
  expect(barShape({ value: 0.1, low: 0.05, high: 0.2 }, 1)).toEqual({ low: 0.05, value: 0.1, high: 0.2 });
  expect(barShape({ value: 0, low: 0, high: 0 })).toEqual({ low: 0, value: 0, high: 0 });
  expect(barShape({ value: 3 })).toBeUndefined();
});

it('[RUN7] a suggested cap has room for the dear end of the forecast', () => {
  const money = (headroomUsd: number, costUsd?: { value: number; low?: number; high?: number }) => ({
    headroomUsd,
    ...(costUsd && { costUsd }),
  });
  expect(suggestCap(0.42, money(0, { value: 10, low: 9, high: 12.5 }))).toBe(13);
  expect(suggestCap(0.42, money(0.5, { value: 10, low: 9, high: 12.5 }))).toBe(14);
  expect(suggestCap(0, money(0, { value: 0.003, low: 0.002, high: 0.0041 }))).toBe(0.01);
  expect(suggestCap(100, money(1, { value: 20, low: 15, high: 31 }))).toBe(140);
  expect(suggestCap(0, money(0, { value: 0.2 }))).toBe(0.4);
  expect(suggestCap(5, money(1, { value: 0, low: 0, high: 0 }))).toBeUndefined();
  expect(suggestCap(5, money(1))).toBeUndefined();
});
