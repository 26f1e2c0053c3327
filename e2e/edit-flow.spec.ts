import { readFileSync, writeFileSync } from 'node:fs';
import { middleOfWire, undo, wire, wires } from './canvas-hand.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, port } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { ekphrasis } from './served-app.ts';

test('nodes are copied, pasted, cut and duplicated with their settings and the wires between them', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(await app.start(await createEndpointProject(app, app.path('pictures'))));
  const settings = await choose(page, 'filter');
  await settings.getByRole('textbox', { name: 'At least' }).fill('77');
  await expect(card(page, 'filter')).toContainText('at least 77');

  // Two nodes and the wire between them; the wires to others are not copied.
  await card(page, 'captioner').locator('span[title]').first().click();
  await card(page, 'filter')
    .locator('span[title]')
    .first()
    .click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(card(page, 'endpoint')).toBeVisible();
  await expect(card(page, 'length')).toContainText('at least 77');
  await expect(wire(page, 'endpoint', 'length')).toBeAttached();
  await expect(wires(page)).toHaveCount(5);
  await expect(page.getByRole('button', { name: 'Undo paste 2 parts' })).toBeVisible();

  // What was pasted is chosen: a cut takes it, and undo gives it back.
  await page.keyboard.press('Control+x');
  await expect(card(page, 'length')).toBeHidden();
  await expect(wires(page)).toHaveCount(4);
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'endpoint', 'length')).toBeAttached();
  await page.keyboard.press('Control+z');
  await expect(card(page, 'endpoint')).toBeHidden();

  await card(page, 'filter').locator('span[title]').first().click();
  await page.keyboard.press('Control+d');
  // A node id that undoing has freed is not given again.
  await expect(card(page, 'length-2')).toContainText('at least 77');
  await expect(page.getByRole('button', { name: 'Undo duplicate' })).toBeVisible();

  // What is no node is left alone.
  await page.evaluate(() => navigator.clipboard.writeText('{"nodes": "a shopping list"}'));
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('button', { name: 'Undo duplicate' })).toBeVisible();
});

test('a node of an unknown type keeps its place, its settings and its wires', async ({ app, page }) => {
  const project = await createEndpointProject(app, app.path('pictures'));
  const flow = JSON.parse(readFileSync(app.path('flow.json'), 'utf8'));
  const filter = flow.nodes.find(({ id }: { id: string }) => id === 'filter');
  Object.assign(filter, { type: 'filters.of-the-future', version: 3, params: { wisdom: 12 } });
  writeFileSync(app.path('future.json'), JSON.stringify(flow));
  expect(project).toBeTruthy();
  expect(await ekphrasis(app, 'new', 'future.ekp', '--template', 'future.json')).toMatchObject({ code: 0 });

  await page.goto(await app.start('future.ekp'));
  const unknown = card(page, 'filter');
  await expect(unknown).toContainText('filters.of-the-future 3');
  await expect(unknown).toContainText('Its settings are kept.');
  await expect(wire(page, 'captioner', 'filter')).toBeAttached();
  await expect(wire(page, 'filter', 'dataset')).toBeAttached();
  await unknown.locator('span[title]').first().click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('filters.of-the-future');

  // It stands against a run, and only while it is in the way.
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const strip = page.getByRole('region', { name: 'Samples and problems' });
  await expect(strip).toContainText('filters.of-the-future');

  // A port that only its wire knows goes with it, and comes back into the row of another on a page that never had it.
  const middle = await middleOfWire(wire(page, 'captioner', 'filter'));
  await page.mouse.click(middle.x, middle.y);
  await page.keyboard.press('Delete');
  await expect(wire(page, 'captioner', 'filter')).toHaveCount(0);
  await expect(port(page, 'filter', 'caption')).toHaveCount(0);
  await expect(page.getByTestId('saved-state')).toHaveAttribute('data-state', 'saved');
  await page.reload();
  await expect(wire(page, 'filter', 'dataset')).toBeAttached();
  await undo(page, 'remove wire');
  await expect(port(page, 'filter', 'caption')).toBeVisible();
  await expect(wire(page, 'captioner', 'filter')).toBeAttached();

  // It is moved and copied like any other, and loses nothing.
  await unknown.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+d');
  await expect(card(page, 'of-the-future')).toContainText('filters.of-the-future 3');
  // What is shown is on its way until then, and would go with the page.
  await expect(page.getByTestId('saved-state')).toHaveAttribute('data-state', 'saved');
  await page.goto('about:blank');
  await app.stop();
  const checked = JSON.parse((await ekphrasis(app, 'check', 'future.ekp', '--json')).out);
  const nodes = checked.problems
    .filter(({ code }: { code: string }) => code === 'NODE_UNKNOWN')
    .map(({ node }: { node: string }) => node);
  expect(nodes.sort()).toEqual(['filter', 'of-the-future']);
});
