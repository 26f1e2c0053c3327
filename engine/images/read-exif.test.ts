import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawing } from './fixtures/make-pictures.ts';
import { plainText, readExif } from './read-exif.ts';

const picture = () => drawing(20, 10);

const CAMERA = {
  IFD0: { Make: 'Canon', Model: 'Canon EOS 5D', ImageDescription: 'A cat', Artist: 'Ada', Software: 'GIMP' },
  IFD2: {
    DateTimeOriginal: '2021:05:06 10:11:12',
    OffsetTimeOriginal: '+02:00',
    FNumber: '28/10',
    ExposureTime: '1/200',
    ISOSpeedRatings: '400',
    FocalLength: '50/1',
    LensModel: 'EF50mm',
  },
  IFD3: {
    GPSLatitudeRef: 'S',
    GPSLatitude: '51/1 30/1 3230/100',
    GPSLongitudeRef: 'W',
    GPSLongitude: '0/1 7/1 4366/100',
  },
};

describe('EXIF', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('[IMG13] of a %s becomes plain values', async (format) => {
    const bytes = await picture().withExif(CAMERA).toFormat(format).toBuffer();
    expect(readExif(bytes)).toMatchObject({
      date: '2021-05-06T10:11:12+02:00',
      camera: 'Canon EOS 5D',
      lens: 'EF50mm',
      exposure: '1/200 s',
      aperture: 2.8,
      iso: 400,
      focalLength: 50,
      description: 'A cat',
      artist: 'Ada',
      software: 'GIMP',
      gps: { latitude: -51.508972, longitude: -0.128794 },
    });
  });

  it('[IMG13] nonsense is left out', async () => {
    const bytes = await picture()
      .withExif({
        IFD0: { Make: '   ', ImageDescription: '\u0007\u200b' },
        IFD2: {
          DateTimeOriginal: '0000:00:00 00:00:00',
          FNumber: '1/0',
          ExposureTime: '0/0',
          FocalLength: '0/1',
        },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '951/1 0/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '0/0 0/0 0/0',
        },
      })
      .jpeg()
      .toBuffer();
    expect(readExif(bytes)).toEqual({ orientation: 1 });
  });

  it('[IMG13] hostile texts are cut, and lose control and direction characters', async () => {
    const description = `<script>\u0000\u001b[31m\u202Eevil\n\n{{secret}} ${'x'.repeat(5000)}`;
    const bytes = await picture()
      .withExif({ IFD0: { ImageDescription: description, Artist: 'a\u0001b' } })
      .jpeg()
      .toBuffer();
    const { description: read } = readExif(bytes);
    expect(String(read).length).toBeLessThanOrEqual(500);
    expect(String(read)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('[IMG13] any text becomes one bounded line or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const plain = plainText(text);
        if (plain === undefined) return;
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect([...plain].length).toBeLessThanOrEqual(500);
        expect(plain.trim()).toBe(plain);
      }),
    );
  });

  it('[IMG13] broken blocks and files that are none give nothing, quickly', async () => {
    const good = await picture().withExif(CAMERA).jpeg().toBuffer();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { maxLength: 20 }),
        fc.nat({ max: good.length }),
        (changes, length) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          const exif = readExif(bytes.subarray(0, length));
          expect(Object.keys(exif).length).toBeLessThanOrEqual(40);
          expect(JSON.parse(JSON.stringify(exif))).toEqual(exif);
        },
      ),
      { numRuns: 200 },
    );
    expect(readExif(Buffer.from('not a picture'))).toEqual({});
  });
});
