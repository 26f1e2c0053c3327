import { testingCaption } from '../engine/captioners/endpoint/testing-endpoint.ts';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, expectCounts, expectNew, expectReused, runToEnd } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

const PICTURES = ['coast/boat.png', 'coast/pier.png', 'town/bridge.png', 'town/tower.png'];

test('[FORM3] [FORM5] [FORM8] [FORM9] [RUN4] a prompt is written, priced, run, and had back; only what changed is done again', async ({
  app,
  endpoint,
  page,
}) => {
  app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|1000|2000`;
  const folder = await writePictures(app.path('pictures'), PICTURES);
  await page.goto(await app.start(await createEndpointProject(app, folder)));
  await runToEnd(page);
  expect(endpoint.log.map(({ prompt }) => prompt)).toEqual(Array(4).fill('Describe the image.'));

  // Nothing changed: nothing is asked, and nothing is said to run again.
  await runToEnd(page);
  for (const id of ['images', 'prompt', 'captioner', 'filter', 'dataset']) await expectReused(page, id);
  expect(endpoint.log).toHaveLength(4);
  const inspector = await choose(page, 'prompt');
  await expect(inspector.getByText(/Runs again/)).toBeHidden();

  // A variable is completed with what it holds on the image below.
  const editor = inspector.getByRole('textbox', { name: 'Prompt', exact: true });
  await editor.press('Control+End');
  await page.keyboard.type(' It is ');
  await page.keyboard.type('{{');
  await expect(page.getByRole('option')).toHaveCount(5);
  await guidePicture(page, 'prompt-completion', inspector);
  await page.keyboard.type('wid');
  const width = page.getByRole('option', { name: /image\.width/ });
  await expect(width).toContainText('48');
  await page.keyboard.press('Tab');
  await expect(editor).toHaveText('Describe the image. It is {{image.width}}');
  await page.keyboard.type(' px wide.');
  const preview = inspector.getByRole('region', { name: 'Preview' });
  await expect(preview).toContainText('It is 48 px wide.');
  await expect(inspector.getByText('Runs again for 4 samples, about $1.36')).toBeVisible();

  // A misspelt name is marked, and mended by its button.
  await page.keyboard.type(' {{image.alr}}');
  const hints = inspector.getByRole('list', { name: 'Hints' });
  await expect(hints).toContainText('"image.alr" is not known and stays empty');
  await expect(inspector.locator('.cm-lintRange-warning')).toHaveText('{{image.alr}}');
  await guidePicture(page, 'prompt-hint', inspector);
  await hints.getByRole('button', { name: 'Use image.alt' }).click();
  await expect(editor).toHaveText(/wide\. \{\{image\.alt\}\}$/);
  await expect(hints).toBeHidden();
  await expectAccessible(page, 'prompt editor');

  // Ctrl+Z takes back step by step what was typed, and Esc and Tab lead out of the field.
  await editor.press('Control+z');
  await expect(editor).toHaveText(/\{\{image\.alr\}\}$/);
  await expect(async () => {
    await page.keyboard.press('Control+z');
    await expect(editor).toHaveText('Describe the image.', { timeout: 2000 });
  }).toPass();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();

  // Another prompt: the captioner asks again, the source is as it was.
  await editor.fill('Name the colour.');
  await expect(inspector.getByText('Runs again for 4 samples, about $1.36')).toBeVisible();
  await runToEnd(page);
  await expectReused(page, 'images');
  await expectNew(page, 'prompt');
  await expectNew(page, 'captioner');
  await expectCounts(page, 'dataset', { In: 4, Kept: 4 });
  expect(endpoint.log.slice(4).map(({ prompt }) => prompt)).toEqual(Array(4).fill('Name the colour.'));
  const newest = testingCaption(endpoint.log.at(-1)?.image ?? '', 'Name the colour.');
  await expect(page.getByTestId('live-sample').filter({ hasText: newest })).toBeVisible();

  // A filter costs nothing, and what stands before it is as it was.
  const filter = await choose(page, 'filter');
  const minimum = filter.getByRole('textbox', { name: 'At least' });
  await minimum.fill('1,0x');
  await expect(filter.getByText('Enter a number')).toBeVisible();
  await expect(minimum).toHaveValue('1,0x');
  await minimum.fill('1 000');
  await expect(filter.getByText('Runs again for 4 samples', { exact: true })).toBeVisible();
  await expect(filter.getByText('Default 40')).toBeVisible();
  await runToEnd(page);
  for (const id of ['images', 'prompt', 'captioner']) await expectReused(page, id);
  await expectCounts(page, 'filter', { In: 4, Kept: 0, Rejected: 4 });
  await expectNew(page, 'filter');
  expect(endpoint.log).toHaveLength(8);

  // The first prompt again: its captions are known, and it is one step of undo.
  await choose(page, 'prompt');
  await inspector.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Values of run #2/ }).click();
  const past = page.getByRole('dialog', { name: 'Earlier settings of Prompt' });
  await expect(past.getByText('All known already, $0.00')).toBeVisible();
  await guidePicture(page, 'earlier-settings', past);
  await past.getByRole('button', { name: 'Restore all of #2' }).click();
  await expect(past).toBeHidden();
  await expect(editor).toHaveText('Describe the image.');
  await expect(inspector.getByText('All known already, $0.00')).toBeVisible();
  await page.getByRole('banner').getByRole('button', { name: /^Undo/ }).click();
  await expect(editor).toHaveText('Name the colour.');

  // Settings are copied from one node to others of its type, and several are changed as one.
  await choose(page, 'filter');
  await inspector.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Copy settings/ }).click();
  await card(page, 'filter').locator('span[title]').first().click();
  await page.keyboard.press('Control+d');
  const copy = card(page, 'length');
  await expect(copy).toBeVisible();
  await minimum.fill('20');
  await expect(copy).toContainText('20');
  await card(page, 'filter')
    .locator('span[title]')
    .first()
    .click({ modifiers: ['Shift'] });
  await expect(inspector.getByText('mixed')).toBeVisible();
  await minimum.press('ArrowUp');
  await expect(card(page, 'filter')).toContainText('1,001');
  await expect(copy).toContainText('21');
  await guidePicture(page, 'several-nodes', inspector);
  await inspector.getByRole('button', { name: 'Restore all defaults' }).click();
  await expect(copy).toContainText('at least 40');
  await expect(minimum).toHaveValue('40');
  await page.keyboard.press('F6');
  await page.getByRole('banner').getByRole('button', { name: /^Undo/ }).click();
  await expect(card(page, 'filter')).toContainText('1,001');
  await expect(copy).toContainText('21');
});
