import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPixels } from './read-pixels.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pixels-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Left half red, right half blue, 4 × 2. */
const halves = () => {
  const row = [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255];
  return sharp(Buffer.from([...row, ...row]), { raw: { width: 4, height: 2, channels: 3 } });
};

async function saved(name: string, picture: Sharp): Promise<string> {
  const file = path.join(folder, name);
  await picture.toFile(file);
  return file;
}

describe('pictures as captioners see them', () => {
  it('are RGB, byte for byte what the file holds', async () => {
    const { data, width, height, channels } = await readPixels(await saved('plain.png', halves().png()));
    expect([width, height, channels, ...data.slice(0, 12)]).toEqual([
      4, 2, 3, 255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255,
    ]);
  });

  it('stand upright', async () => {
    const file = await saved('turned.png', halves().withMetadata({ orientation: 6 }).png());
    const { data, width, height } = await readPixels(file);
    expect([width, height, [...data.slice(0, 3)], [...data.slice(-3)]]).toEqual([
      2,
      4,
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  it('have white where they are transparent', async () => {
    const clear = sharp({
      create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    const { data } = await readPixels(await saved('clear.png', clear.png()));
    expect(new Set(data)).toEqual(new Set([255]));
  });

  it('come from grey, 16-bit, CMYK and animated files, too', async () => {
    const files = [
      await saved('grey.png', halves().greyscale().png()),
      await saved('deep.png', halves().toColourspace('rgb16').png()),
      await saved('print.jpg', halves().toColourspace('cmyk').jpeg()),
      await saved(
        'moving.gif',
        sharp([await halves().png().toBuffer(), await halves().png().toBuffer()], {
          join: { animated: true },
        }).gif(),
      ),
    ];
    for (const file of files) {
      const { width, height, channels } = await readPixels(file);
      expect([path.basename(file), width, height, channels]).toEqual([path.basename(file), 4, 2, 3]);
    }
  });

  it('are scaled down to the area asked for, never up', async () => {
    const large = sharp({ create: { width: 400, height: 100, channels: 3, background: 'red' } });
    const file = await saved('large.png', large.png());
    const size = async (maxPixels: number) => {
      const { width, height } = await readPixels(file, maxPixels);
      return [width, height];
    };
    expect([await size(10_000), await size(1_000_000)]).toEqual([
      [200, 50],
      [400, 100],
    ]);
  });

  it('are refused when they are cut, empty or something else', async () => {
    const whole = readFileSync(
      await saved(
        'whole.jpg',
        sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } }).jpeg(),
      ),
    );
    for (const bytes of [whole.subarray(0, whole.length / 2), Buffer.alloc(0), Buffer.from('just text')]) {
      const file = path.join(folder, 'bad.jpg');
      writeFileSync(file, bytes);
      await expect(readPixels(file)).rejects.toMatchObject({ code: 'IMAGE_DAMAGED' });
    }
  });
});
