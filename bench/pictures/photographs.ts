import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Pictures that are really encoded; the others differ from them by a comment in the file alone, which costs a decoder nothing. */
const DRAWN = 24;
/** Of the sensor noise, in steps of 255. */
const NOISE = 24;

export interface PhotographSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Makes so many JPEG files like a camera's: gradients, edges and sensor noise, with EXIF, at quality 88. All their bytes, and so their hashes,
 * differ. Gives their names, in order.
 */
export async function makePhotographs(
  folder: string,
  count: number,
  size: PhotographSize = { width: 1024, height: 768 },
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const drawn: Buffer[] = [];
  for (let index = 0; index < Math.min(DRAWN, count); index++) drawn.push(await photograph(index, size));
  return Array.from({ length: count }, (_, index) => {
    const name = `photo-${String(index).padStart(6, '0')}.jpg`;
    writeFileSync(join(folder, name), withComment(drawn[index % drawn.length] as Buffer, `Picture ${index}`));
    return name;
  });
}

/** Drawn pixel by pixel: the decoder of drawings is switched off wherever pictures of users are decoded. */
function photograph(index: number, { width, height }: PhotographSize): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  const disc = {
    x: (0.2 + ((index * 13) % 60) / 100) * width,
    y: (0.2 + ((index * 29) % 60) / 100) * height,
  };
  const radius = (0.08 + (index % 20) / 100) * height;
  let noise = index + 1;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // A linear congruential generator: its high bits are random enough to be incompressible.
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      const grain = ((noise >>> 24) / 255 - 0.5) * NOISE;
      const inside = Math.hypot(x - disc.x, y - disc.y) < radius ? 70 : 0;
      pixels[at++] = clamp(((index * 37) % 128) + (100 * x) / width + inside + grain);
      pixels[at++] = clamp(((index * 53) % 128) + (100 * y) / height + grain);
      pixels[at++] = clamp(((index * 91) % 128) + (60 * (x + y)) / (width + height) - inside + grain);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withExif({
      IFD0: { Make: 'Canon', Model: 'EOS R5', ImageDescription: `Picture ${index}` },
      IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', ExposureTime: '1/200', FNumber: '28/10' },
    })
    .jpeg({ quality: 88 })
    .toBuffer();
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** With a comment segment (ISO/IEC 10918-1, B.2.4.5) behind the start of the image. */
function withComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment, 'utf8');
  const header = Buffer.from([0xff, 0xfe, 0, 0]);
  header.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), header, text, jpeg.subarray(2)]);
}
