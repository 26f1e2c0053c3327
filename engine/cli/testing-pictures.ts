import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Makes `pictures/a.png`, `b.png`, … of one colour each in a folder, with captions beside them where asked; gives their folder. */
export async function makePictures(folder: string, count: number, captions = true): Promise<string> {
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  for (let index = 0; index < count; index++) {
    const name = String.fromCharCode(97 + index);
    const background = { r: index * 9, g: 255 - index * 9, b: 40 };
    const picture = sharp({ create: { width: 24, height: 16, channels: 3, background } });
    await picture.png().toFile(join(pictures, `${name}.png`));
    const text = `A plain surface of colour number ${index}, lit evenly from all sides.\n`;
    if (captions) writeFileSync(join(pictures, `${name}.txt`), text);
  }
  return pictures;
}
