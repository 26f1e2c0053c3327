import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A PNG of one colour that no other number has. */
export function picture(number: number): Promise<Buffer> {
  const background = { r: (number * 53) % 256, g: (number * 101) % 256, b: number % 256 };
  return sharp({ create: { width: 48, height: 32, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Writes pictures `picture-01.png` and so on, or with the names given; makes the folder. Gives the folder. */
export async function writePictures(folder: string, names: number | readonly string[]): Promise<string> {
  const all = typeof names === 'number' ? Array.from({ length: names }, (_, index) => nameOf(index)) : names;
  for (const [index, name] of all.entries()) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await picture(index + 1));
  }
  return folder;
}

function nameOf(index: number): string {
  return `picture-${String(index + 1).padStart(2, '0')}.png`;
}
