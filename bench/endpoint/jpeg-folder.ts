import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const WIDTH = 224;
const HEIGHT = 168;

/** Path of the picture with this number below the folder. */
export function jpegPath(index: number): string {
  return `${String(index).padStart(6, '0')}.jpg`;
}

/** Makes so many JPEG files of 224 × 168 pixels and a few kilobytes, all different: one picture, with a comment that holds its number. */
export async function makeJpegFolder(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) {
      const at = (y * WIDTH + x) * 3;
      pixels[at] = (x + y) & 255;
      pixels[at + 1] = ((x * y) >> 6) & 255;
      pixels[at + 2] = (x ^ y) & 255;
    }
  const jpeg = await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer();
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(folder, jpegPath(index)), commented(jpeg, index));
}

/** With a comment segment (ITU-T T.81, B.2.4.5) after the start marker. */
function commented(jpeg: Buffer, index: number): Buffer {
  const text = Buffer.from(`picture ${index}`);
  const segment = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
}
