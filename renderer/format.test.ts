import { describe, expect, it } from 'vitest';
import * as format from './format.ts';

describe('numbers', () => {
  it('writes thousands with commas and a true minus', () => {
    expect([0, 999, 1000, 6000, 1_200_000, -1234].map(format.formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '6,000',
      '1,200,000',
      '−1,234',
    ]);
  });
  it('writes percent with one decimal', () => {
    expect([0, 0.358, 1, -0.0204, -0.00001].map(format.formatPercent)).toEqual([
      '0.0%',
      '35.8%',
      '100.0%',
      '−2.0%',
      '0.0%',
    ]);
  });
  it('writes money in cents, and less than a cent with four decimals', () => {
    expect([0, 18.418, 0.0088, 1234.5].map(format.formatMoney)).toEqual([
      '$0.00',
      '$18.42',
      '$0.0088',
      '$1,234.50',
    ]);
    expect([60, 60.5].map(format.formatCap)).toEqual(['$60', '$60.50']);
  });
  it('writes time to be read aloud in whole words', () => {
    expect([1, 34, 2040, 15_780, 183_600].map(format.formatSpokenTime)).toEqual([
      '1 second',
      '34 seconds',
      '34 minutes',
      '4 hours 23 minutes',
      '2 days 3 hours',
    ]);
  });
  it('writes rates with as many digits as they are worth', () => {
    expect([1.94, 0.331, 128.4, 2400].map(format.formatRate)).toEqual([
      '1.9/s',
      '0.33/s',
      '128/s',
      '2,400/s',
    ]);
  });
  it('writes parameters as they were typed', () => {
    expect([1024, 0.7, -3, 12345.25].map(format.formatNumber)).toEqual(['1,024', '0.7', '−3', '12,345.25']);
  });
  it('writes sizes in decimal units, GB with one decimal', () => {
    expect([0, 612, 61_000, 999_700, 7_200_000, 220e6, 999.7e6, 23.1e9].map(format.formatBytes)).toEqual([
      '0 B',
      '612 B',
      '61 KB',
      '1.0 MB',
      '7.2 MB',
      '220 MB',
      '1.0 GB',
      '23.1 GB',
    ]);
  });
});

describe('times', () => {
  it('writes time left in round figures', () => {
    expect([0, 34, 59.6, 2040, 3600, 15_780, 86_400, 97_200].map(format.formatTimeLeft)).toEqual([
      '0 s',
      '34 s',
      '1 min',
      '34 min',
      '1 h',
      '4 h 23 min',
      '1 d',
      '1 d 3 h',
    ]);
  });
  it('writes time taken to the second', () => {
    expect([412, 12_000, 59_700, 3_156_000, 60_000, 15_780_000].map(format.formatElapsed)).toEqual([
      '0.4 s',
      '12 s',
      '1 min',
      '52 min 36 s',
      '1 min',
      '4 h 23 min',
    ]);
  });
  it('writes today as clock time and other days with their date', () => {
    const noon = new Date(2026, 10, 23, 12, 5, 9).getTime();
    expect(format.formatTime(noon)).toBe('12:05:09');
    expect(format.formatWhen(noon, noon + 60_000)).toBe('12:05');
    expect(format.formatWhen(noon, noon + 86_400_000)).toBe('Nov 23, 12:05');
  });
});

describe('formatOf() and baseName()', () => {
  it('says one and many', () => {
    expect([format.formatOf(1, 'image', 'images'), format.formatOf(2148, 'image', 'images')]).toEqual([
      '1 image',
      '2,148 images',
    ]);
  });
  it('takes the last part of either kind of path', () => {
    expect(['/a/b/c.jpg', 'C:\\pictures\\new', 'plain', '/a/b/'].map(format.baseName)).toEqual([
      'c.jpg',
      'new',
      'plain',
      'b',
    ]);
  });
});
