import type { Page } from '@playwright/test';
import { expectCounts, expectRun, goTo } from './flow-page.ts';
import { expect, test } from './journey.ts';

test('first start: the sample runs at once and ends with a caption beside every image', async ({
  app,
  page,
}, testInfo) => {
  await page.goto(await app.start('--sample'));

  // Captions stand beside their images as they come; how many are there by now is up to the machine.
  const written = page.getByTestId('live-sample').filter({ hasText: /scene-\d+\.png/ });
  await expect(written.first().getByRole('paragraph')).toHaveText(/\w{3,} \w+/, { timeout: 90_000 });
  await expectPicture(written.first());

  await expectRun(page, 'done');
  await expectCounts(page, 'images', { In: 24, Kept: 24, Failed: 0 });
  await expectCounts(page, 'captioner', { In: 24, Kept: 24, Failed: 0 });
  await expectCounts(page, 'existing', { In: 10, Kept: 10 });
  await expectCounts(page, 'dataset', { In: 34, Kept: 34 });
  await expect(page.getByText('34 images · 34 captions')).toBeVisible();
  await inBothThemes(page, testInfo.outputPath('flow'));

  await goTo(page, 'Light table');
  await expect(page.getByText('34 images', { exact: true })).toBeVisible();
  await expect(page.getByText('34 captions', { exact: true })).toBeVisible();
  const cells = page.getByRole('gridcell');
  await expect(cells.first()).toHaveAccessibleName(/, 1 caption$/);
  await expectPicture(cells.first());
  await inBothThemes(page, testInfo.outputPath('light-table'));

  // One image large: its caption, who wrote it, and what was asked.
  const scene = page.getByRole('gridcell', { name: 'scene-03.png, 1 caption' });
  const [caption] = await scene.getByRole('paragraph').allInnerTexts();
  await scene.click();
  await expect(page.getByRole('heading', { name: 'scene-03.png' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Caption by/ })).toHaveValue(caption ?? 'no caption');
  await expectPicture(page.getByRole('img', { name: 'Picture scene-03.png' }));
  const provenance = page.getByRole('region', { name: 'Provenance' });
  for (const [term, value] of [
    ['Origin', 'Generated'],
    ['Model', /\w/],
    ['Node', 'captioner'],
    ['Run', '#1'],
    ['Size', /\d+ × \d+/],
  ] as const)
    await expect(provenance.locator('dt', { hasText: term }).first().locator('+ dd')).toHaveText(value);
  await expect(provenance.getByText('Describe the image in detail.').first()).toBeVisible();
  await inBothThemes(page, testInfo.outputPath('image'));

  await page.keyboard.press('Escape');
  await expect(scene).toBeVisible();
});

/** Waits until a picture inside (or the picture itself) has been drawn. */
async function expectPicture(within: ReturnType<Page['locator']>): Promise<void> {
  const image = within.and(within.page().locator('img')).or(within.locator('img')).first();
  await expect
    .poll(() => image.evaluate((it: HTMLImageElement) => it.complete && it.naturalWidth))
    .toBeTruthy();
}

/** The screen follows the system's theme; a picture of each is kept beside the journey's results. */
async function inBothThemes(page: Page, name: string): Promise<void> {
  const grounds = new Set<string>();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    grounds.add(
      await page
        .locator('header')
        .first()
        .evaluate((it) => getComputedStyle(it).backgroundColor),
    );
    await page.screenshot({ path: `${name}-${colorScheme}.png`, animations: 'disabled' });
  }
  expect(grounds.size, 'themes with a ground of their own').toBe(2);
}
