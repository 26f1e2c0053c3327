import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { chaosRandom } from './chaos-random.ts';

/** What the endpoint does with a picture; the word stands in the file's name, and so in the prompt that is sent. */
export const KINDS = {
  ok: 20,
  slow: 5,
  same: 3,
  refused: 2,
  filtered: 1,
  truncated: 2,
  empty: 1,
  bad: 1,
  busy: 3,
  broken: 1,
  reset: 1,
} as const;
export type Kind = keyof typeof KINDS;

const SIZE = 48;

/** Draws one picture for each of `KINDS`, a copy, a near-duplicate and a file that is none. The same pictures on every call. */
export async function drawChaosPictures(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const kinds = Object.entries(KINDS).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  const random = chaosRandom(7);
  // Kinds are mixed, so that a kill at any request meets any of them.
  const shuffled = kinds.map((kind) => [random.next(), kind] as const).sort(([a], [b]) => a - b);
  const paths = shuffled.map(([, kind], index) =>
    join(folder, `${String(index).padStart(2, '0')}-${kind}.png`),
  );
  await Promise.all(paths.map((path, index) => draw(path, index + 1, 1)));
  const first = paths.find((path) => path.includes('-ok')) ?? '';
  copyFileSync(first, join(folder, '90-ok.png'));
  await draw(join(folder, '91-ok.png'), paths.indexOf(first) + 1, 1.02);
  writeFileSync(join(folder, '92-text.png'), 'This is no picture.');
}

/** Blocks of random grey: far from each other for a perceptual hash. */
async function draw(path: string, seed: number, brightness: number): Promise<void> {
  const random = chaosRandom(seed * 7919);
  const blocks = Buffer.from(Array.from({ length: 64 }, () => random.between(0, 240)));
  await sharp(blocks, { raw: { width: 8, height: 8, channels: 1 } })
    .resize(SIZE, SIZE, { kernel: 'nearest' })
    .linear(brightness, 0)
    .png()
    .toFile(path);
}
