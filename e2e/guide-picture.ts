import { existsSync, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { expect } from './journey.ts';

const FOLDER = fileURLToPath(new URL('../docs/guide/pictures/', import.meta.url));

/**
 * A picture of the guide, taken where a journey stands: of the whole page, or of a part of it. Pictures are written by
 * `npm run guide` only, so that a test run leaves the working tree as it was; otherwise the journey expects the picture to be there.
 */
export async function guidePicture(page: Page, name: string, of: Page | Locator = page): Promise<void> {
  const file = `${FOLDER}${name}.webp`;
  if (process.env.EKPHRASIS_GUIDE === undefined) {
    expect(existsSync(file), `docs/guide/pictures/${name}.webp is missing: npm run guide`).toBe(true);
    return;
  }
  await page.waitForFunction(() => document.getAnimations().every((it) => it.playState !== 'running'));
  mkdirSync(FOLDER, { recursive: true });
  const png = await of.screenshot({ animations: 'disabled', caret: 'hide' });
  await writeFile(file, await sharp(png).webp({ quality: 86, effort: 6 }).toBuffer());
}
