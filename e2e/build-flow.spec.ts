import type { Page } from '@playwright/test';
import { drag, grab, moveTo, wire, wires } from './canvas-hand.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, expectCounts, pickFolder, port, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('from an empty canvas to captions, by mouse and by keyboard', async ({ app, page }) => {
  await writePictures(app.path('pictures', 'drawn'), 2);
  await newProject(page, await app.start());
  const canvas = page.getByRole('region', { name: 'Canvas' });
  const palette = page.getByRole('navigation', { name: 'Nodes' });

  // By mouse: one is found by another word for it and pressed, one is dragged to its place.
  await palette.getByRole('textbox', { name: 'Find a node' }).fill('directory');
  await palette.getByRole('button', { name: 'Add Folder' }).click();
  await expect(card(page, 'folder')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Bring in some images' })).toBeHidden();
  await palette.getByRole('textbox', { name: 'Find a node' }).fill('');
  await palette
    .getByRole('button', { name: 'Add Local model' })
    .dragTo(canvas, { targetPosition: { x: 600, y: 120 } });
  await expect(card(page, 'local')).toBeVisible();
  await expect(wires(page)).toHaveCount(0);
  await drag(page, port(page, 'folder', 'images'), port(page, 'local', 'image'));
  await expect(wires(page)).toHaveCount(1);

  // By keyboard: Tab lists all node types, C what fits an output of the chosen node; both wire what they add.
  await card(page, 'local').press('Tab');
  await page.getByRole('dialog', { name: 'Add a node' }).getByRole('combobox').fill('short');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'local', 'length')).toBeAttached();
  await card(page, 'length').press('c');
  await page.getByRole('dialog', { name: 'Which output' }).getByRole('combobox').fill('kept');
  await page.keyboard.press('Enter');
  const fitting = page.getByRole('dialog', { name: 'Connect kept to' });
  await expect(fitting.getByRole('option', { name: /^Length filter/ })).toBeVisible();
  await expect(fitting.getByRole('option', { name: /^Folder/ })).toHaveCount(0);
  await fitting.getByRole('combobox').fill('dataset');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'length', 'dataset')).toBeAttached();
  await page.getByRole('button', { name: 'Show the whole flow' }).click();

  // Images are no captions: the wire is refused, and what does not fit fades while it is drawn.
  await grab(page, port(page, 'folder', 'images'));
  await expect(port(page, 'dataset', 'captions')).toHaveCSS('opacity', '0.3');
  await expect(port(page, 'folder', 'images')).toHaveCSS('opacity', '1');
  await moveTo(page, port(page, 'dataset', 'captions'));
  await page.mouse.up();
  await expect(wires(page)).toHaveCount(3);
  await page.keyboard.press('Escape');

  // What is missing is said on its node, with the button that repairs it.
  await card(page, 'folder').getByRole('button', { name: 'Choose a folder' }).click();
  await pickFolder(page, 'pictures', 'drawn');
  await expect(card(page, 'folder').getByTestId('node-fix')).toBeHidden();
  await card(page, 'local').getByRole('button', { name: 'Choose a captioner' }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose a captioner' });
  await expect(chooser.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(chooser.getByRole('button', { name: 'Use this captioner' })).toBeDisabled();
  await chooser.getByRole('radio', { name: 'Starter' }).check();
  await chooser.getByRole('button', { name: 'Use this captioner' }).click();
  await expect(card(page, 'local').getByTestId('node-fix')).toBeHidden();

  const settings = await choose(page, 'length');
  await settings.getByRole('radio', { name: 'Words' }).click();
  await settings.getByRole('textbox', { name: 'At least' }).fill('3');
  await settings.getByRole('textbox', { name: 'At most' }).fill('1');
  await expect(card(page, 'length').getByTestId('node-fix')).toContainText(
    'No caption has at least 3 and at most 1.',
  );
  await settings.getByRole('textbox', { name: 'At most' }).fill('900');
  await expect(card(page, 'length')).toContainText('at least 3');

  await runToEnd(page);
  await expectCounts(page, 'folder', { In: 2, Kept: 2 });
  await expectCounts(page, 'local', { In: 2, Kept: 2 });
  await expectCounts(page, 'dataset', { In: 2, Kept: 2 });

  // Each wire has its count; it lists the samples that have gone along it.
  const pills = canvas.getByRole('button', { name: '2 samples, list them', exact: true });
  await expect(pills).toHaveCount(3);
  await pills.nth(1).click();
  const peek = page.getByRole('dialog', { name: /^Samples of / });
  await expect(peek.getByRole('option')).toHaveCount(2);
  await peek.getByRole('button', { name: 'List in the inspector' }).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('tab', { name: /^Samples/ })).toHaveAttribute('aria-selected', 'true');
  const samples = inspector.getByRole('listitem').filter({ hasText: /picture-0\d\.png/ });
  await expect(samples).toHaveCount(2);
  await expect(samples.first().getByRole('paragraph')).toHaveText(/\w+ \w+/);
});

test('nodes, wires and parameters are undone and done again', async ({ app, page }) => {
  await newProject(page, await app.start());
  const palette = page.getByRole('navigation', { name: 'Nodes' });
  await palette.getByRole('button', { name: 'Add Existing captions' }).click();
  await palette.getByRole('button', { name: 'Add Length filter' }).click();
  await expect(wire(page, 'existing', 'length')).toBeAttached();
  const settings = await choose(page, 'length');
  const minimum = settings.getByRole('textbox', { name: 'At least' });
  await expect(minimum).toHaveValue('40');
  await minimum.fill('70');
  await expect(card(page, 'length')).toContainText('at least 70');
  await card(page, 'length').click({ position: { x: 100, y: 12 } });
  // A wire is chosen and taken out.
  await wire(page, 'existing', 'length').press('Enter');
  await page.keyboard.press('Delete');
  await expect(wires(page)).toHaveCount(0);

  await page.keyboard.press('Control+z');
  await expect(wires(page)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(card(page, 'length')).toContainText('at least 40');
  await page.keyboard.press('Control+z');
  await expect(card(page, 'length')).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(card(page, 'existing')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeDisabled();

  await page.keyboard.press('Control+Shift+z');
  await expect(card(page, 'existing')).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(wire(page, 'existing', 'length')).toBeAttached();
  await page.keyboard.press('Control+Shift+z');
  await expect(card(page, 'length')).toContainText('at least 70');
  await page.keyboard.press('Control+Shift+z');
  await expect(wires(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Nothing to redo' })).toBeDisabled();

  // The history belongs to the project: it is there after a reload.
  await page.reload();
  await page.getByRole('button', { name: 'Undo remove' }).click();
  await expect(wires(page)).toHaveCount(1);
});

/** Opens the address and makes an empty project in the home folder. */
async function newProject(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'New project' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as' });
  await dialog.getByRole('textbox', { name: 'File name' }).fill('mine.ekp');
  await dialog.getByRole('button', { name: 'Save here' }).click();
  await expect(page.getByRole('heading', { name: 'Bring in some images' })).toBeVisible();
}

test('[FAST7] from afar, cards that grow when a run starts keep their wires', async ({
  app,
  endpoint,
  page,
}) => {
  expect(endpoint.url).toBeTruthy();
  const folder = await writePictures(app.path('pictures'), 2);
  await page.goto(await app.start(await createEndpointProject(app, folder)));
  await expect(card(page, 'captioner')).toBeVisible();
  const zoom = page.getByRole('button', { name: 'Zoom to 100%' });
  while (Number.parseInt(await zoom.innerText(), 10) > 50)
    await page.getByRole('button', { name: 'Zoom out' }).click();
  const height = async () => (await card(page, 'captioner').boundingBox())?.height ?? 0;
  const [before, drawn] = [await height(), await wires(page).count()];
  expect(drawn).toBeGreaterThan(2);
  await runToEnd(page);
  await expect.poll(height).toBeGreaterThan(before);
  await expect(wires(page)).toHaveCount(drawn);
});
