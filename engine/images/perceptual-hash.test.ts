import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { greyForHash } from './decode-image.ts';
import { hashDistance, perceptualHashOf } from './perceptual-hash.ts';

const PHOTOS = new URL('../../assets/sample/photos/', import.meta.url);

async function hashOf(bytes: Buffer): Promise<string> {
  return perceptualHashOf(await greyForHash(bytes, 'picture'));
}

describe('perceptual hash of photographs', () => {
  const photos = new Map<string, Buffer>();
  const hashes = new Map<string, string>();

  beforeAll(async () => {
    for (const name of (await readdir(fileURLToPath(PHOTOS))).filter((file) => /\.(jpg|png)$/.test(file)))
      photos.set(name, await readFile(new URL(name, PHOTOS)));
    for (const [name, bytes] of photos) hashes.set(name, await hashOf(bytes));
  });

  it('[IMG12] copies that were scaled or saved again are at most 8 bits away', async () => {
    expect(photos.size).toBeGreaterThan(5);
    for (const [name, bytes] of photos) {
      const copies = [
        await sharp(bytes).resize(200).jpeg({ quality: 60 }).toBuffer(),
        await sharp(bytes).resize(97, 103, { fit: 'inside' }).webp({ quality: 40 }).toBuffer(),
        await sharp(bytes).jpeg({ quality: 25 }).toBuffer(),
        await sharp(bytes).modulate({ brightness: 1.1 }).png().toBuffer(),
        await sharp(bytes).rotate(90).withMetadata({ orientation: 8 }).png().toBuffer(),
      ];
      for (const copy of copies)
        expect(hashDistance(await hashOf(copy), hashes.get(name) ?? ''), name).toBeLessThanOrEqual(8);
    }
  });

  it('[IMG12] different photographs are more than 16 bits apart', () => {
    const all = [...hashes];
    for (const [index, [name, hash]] of all.entries())
      for (const [other, otherHash] of all.slice(index + 1))
        expect(hashDistance(hash, otherHash), `${name} ${other}`).toBeGreaterThan(16);
  });
});

describe('perceptual hash of grey values', () => {
  const pixels = fc.uint8Array({ minLength: 1024, maxLength: 1024 });

  it('is 16 hex digits for any picture, and the same each time', () => {
    fc.assert(
      fc.property(pixels, (grey) => {
        expect(perceptualHashOf(grey)).toMatch(/^[0-9a-f]{16}$/);
        expect(perceptualHashOf(grey)).toBe(perceptualHashOf(Uint8Array.from(grey)));
      }),
      { numRuns: 30 },
    );
  });

  it('a plain surface of any brightness has only the constant bit', () => {
    expect(perceptualHashOf(new Uint8Array(1024))).toBe('0000000000000000');
    for (const value of [1, 17, 128, 255])
      expect(perceptualHashOf(new Uint8Array(1024).fill(value))).toBe('8000000000000000');
  });

  it('sees the single waves of the transform', () => {
    // One cosine along x of frequency 3: besides the constant, coefficient (0, 3) alone is above zero.
    const grey = Uint8Array.from({ length: 1024 }, (_, at) =>
      Math.round(128 + 100 * Math.cos(((2 * (at % 32) + 1) * 3 * Math.PI) / 64)),
    );
    const bits = BigInt(`0x${perceptualHashOf(grey)}`)
      .toString(2)
      .padStart(64, '0');
    expect([bits[0], bits[3], bits[3 * 8]]).toEqual(['1', '1', '0']);
  });

  it('refuses other sizes', () => {
    expect(() => perceptualHashOf(new Uint8Array(1023))).toThrow(RangeError);
  });
});

describe('distance', () => {
  it('counts differing bits', () => {
    expect(hashDistance('0000000000000000', 'ffffffffffffffff')).toBe(64);
    expect(hashDistance('8000000000000001', '0000000000000001')).toBe(1);
    expect(hashDistance('0123456789abcdef', '0123456789abcdef')).toBe(0);
  });
});
