import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPixels } from './decode-image.ts';
import { sniffFormat } from './sniff-format.ts';

describe('fitPixels', () => {
  const side = fc.integer({ min: 1, max: 20_000 });

  it('[IMG10] is within the picture and the limit, and as large as it may be', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 10_000_000 }), (width, height, limit) => {
        const fitted = fitPixels(width, height, limit);
        expect(fitted.width * fitted.height).toBeLessThanOrEqual(Math.max(1, limit));
        expect(fitted.width).toBeLessThanOrEqual(width);
        expect(fitted.height).toBeLessThanOrEqual(height);
        expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1);
        if (width * height <= limit) expect(fitted).toEqual({ width, height });
        else expect((fitted.width + 1) * (fitted.height + 1)).toBeGreaterThan(Math.min(limit, 0.9 * limit));
      }),
    );
  });
});

describe('sniffFormat', () => {
  it('never throws and always decides', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(['picture', 'unsupported', 'other']).toContain(sniffFormat(bytes).kind);
      }),
    );
  });

  it.each([
    ['\0\0\0\x1cftypavif\0\0\0\0mif1miaf', { kind: 'picture' }],
    ['\0\0\0\x1cftypmif1\0\0\0\0avifmiaf', { kind: 'picture' }],
    ['\0\0\0\x1cftypmif1\0\0\0\0heicmiaf', { kind: 'unsupported', format: 'HEIC' }],
    ['8BPS\0\x01', { kind: 'unsupported', format: 'Photoshop' }],
    ['\xff\x0a', { kind: 'unsupported', format: 'JPEG XL' }],
    ['<?xml version="1.0"?>\n<svg ', { kind: 'unsupported', format: 'SVG' }],
    ['%PDF-1.7', { kind: 'other', what: 'a PDF document' }],
    ['  <html lang="en">', { kind: 'other', what: 'a web page' }],
    ['hello\r\n\tworld', { kind: 'other', what: 'text' }],
    ['\x01\x02\x03', { kind: 'other', what: 'a file of an unknown kind' }],
  ])('%j', (start, expected) => {
    expect(sniffFormat(Buffer.from(start, 'latin1'))).toEqual(expected);
  });
});
