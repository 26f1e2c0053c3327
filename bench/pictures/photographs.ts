import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Distinct pictures that are really encoded; the others differ by a comment in the file alone, which costs a decoder nothing. */
const DRAWN = 24;

export interface PhotographSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Makes so many JPEG files like a camera's: gradients, a few shapes and sensor noise, with EXIF, at quality 88. All their bytes, and so their
 * hashes, differ. Gives their names, in order.
 */
export async function makePhotographs(
  folder: string,
  count: number,
  size: PhotographSize = { width: 1024, height: 768 },
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const noise = await sensorNoise(size);
  const drawn: Buffer[] = [];
  for (let index = 0; index < Math.min(DRAWN, count); index++)
    drawn.push(await photograph(index, size, noise));
  return Array.from({ length: count }, (_, index) => {
    const name = `photo-${String(index).padStart(6, '0')}.jpg`;
    writeFileSync(join(folder, name), withComment(drawn[index % drawn.length] as Buffer, `Picture ${index}`));
    return name;
  });
}

function sensorNoise({ width, height }: PhotographSize): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

async function photograph(index: number, { width, height }: PhotographSize, noise: Buffer): Promise<Buffer> {
  const hue = (step: number) => (index * step) % 360;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="hsl(${hue(37)},60%,40%)"/><stop offset="1" stop-color="hsl(${hue(91)},70%,70%)"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    <circle cx="${20 + ((index * 13) % 60)}%" cy="${20 + ((index * 29) % 60)}%" r="${8 + (index % 20)}%" fill="hsl(${hue(17)},80%,50%)"/>
    <rect x="${(index * 7) % 70}%" y="${(index * 11) % 70}%" width="22%" height="18%" fill="hsl(${hue(53)},50%,35%)"/>
  </svg>`;
  return sharp(Buffer.from(drawing))
    .composite([{ input: noise, blend: 'overlay' }])
    .flatten()
    .withExif({
      IFD0: { Make: 'Canon', Model: 'EOS R5', ImageDescription: `Picture ${index}` },
      IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', ExposureTime: '1/200', FNumber: '28/10' },
    })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** With a comment segment (ISO/IEC 10918-1, B.2.4.5) behind the start of the image. */
function withComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment, 'utf8');
  const header = Buffer.from([0xff, 0xfe, 0, 0]);
  header.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), header, text, jpeg.subarray(2)]);
}
