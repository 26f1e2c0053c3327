import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, expectCounts, expectRun, goTo } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis } from './served-app.ts';

test('the main things are done without a mouse', async ({ app, endpoint, page }) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 5));
  await page.goto(await app.start(project));
  await expect(card(page, 'captioner')).toBeVisible();

  // F6 goes round the regions, and Shift+F6 back.
  const seen: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    await page.keyboard.press('F6');
    seen.push(await regionOf(page));
  }
  expect(seen).toEqual(['topBar', 'rail', 'palette', 'canvas', 'inspector', 'strip']);
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Shift+F6');
  expect(await regionOf(page)).toBe('canvas');

  // Arrows go from node to node, Enter to its settings, Shift moves it.
  await card(page, 'images').focus();
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'prompt')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'captioner')).toBeFocused();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('button', { name: 'Undo move node' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: 'Endpoint' })).toBeVisible();
  await expect(inspector.getByRole('tab', { name: 'Settings' })).toBeFocused();

  // Tab lists node types on the canvas; Escape gives the focus back.
  await card(page, 'images').focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('dialog', { name: 'Add a node' }).getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card(page, 'images')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(card(page, 'images')).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(card(page, 'images')).toBeVisible();

  await page.keyboard.press('Control+Enter');
  await expectRun(page, 'done');
  await expectCounts(page, 'dataset', { In: 5, Kept: 5 });
  await expect(card(page, 'captioner')).toHaveAccessibleName(
    'Endpoint, captioner, done, 5 kept, 0 rejected, 0 failed',
  );
  expect(endpoint.log).toHaveLength(5);

  // One list of all commands leads anywhere.
  await command(page, 'light table');
  const cells = page.getByRole('gridcell');
  await expect(cells).toHaveCount(5);
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(cells.nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(cells.last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'picture-05.png' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('heading', { name: 'picture-04.png' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(cells).toHaveCount(5);
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Words in captions or paths' })).toBeFocused();
  await command(page, 'Settings');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await command(page, 'near-duplicate');
  await expect(card(page, 'near-duplicates')).toBeVisible();
});

test('no screen has a serious accessibility fault, in either theme', async ({ app, endpoint, page }) => {
  test.setTimeout(120_000);
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 4));
  endpoint.setBehaviour((_, earlier) =>
    earlier === 0 && endpoint.log.length === 2 ? { kind: 'status', status: 400 } : { kind: 'ok' },
  );
  await ekphrasis(app, 'run', project);
  await page.goto(await app.start(project));
  await expectCounts(page, 'captioner', { Kept: 3, Failed: 1 });
  await card(page, 'prompt').press('Enter');
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeVisible();
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await check('flow, a node’s settings, problems');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await check('commands');
  await page.keyboard.press('Escape');
  await goTo(page, 'Light table');
  await expect(page.getByRole('gridcell', { name: /1 caption$/ })).toHaveCount(3);
  await check('light table');
  await page
    .getByRole('gridcell', { name: /1 caption$/ })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Provenance' })).toBeVisible();
  await check('image');
  await goTo(page, 'Models');
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await check('models');
  await goTo(page, 'Settings');
  await expect(page.getByRole('heading', { name: 'This computer' })).toBeVisible();
  await check('settings');
  await page.getByRole('button', { name: 'Start screen' }).click();
  await expect(page.getByRole('button', { name: /^Use template/ }).first()).toBeVisible();
  await check('start');
  await page.getByRole('button', { name: 'From images' }).click();
  await page.getByRole('button', { name: 'pictures', exact: true }).click();
  await check('folder dialog');
  await page.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(
    page.getByRole('dialog', { name: 'Bring in images' }).getByText('4 images found'),
  ).toBeVisible();
  await check('bringing in');

  function check(screen: string): Promise<void> {
    return expectAccessible(page, screen);
  }
});

/** The region that has the focus. */
function regionOf(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region ?? 'none',
  );
}

/** Finds a command by its words and does it. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
}
