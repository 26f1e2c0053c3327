import type { Locator, Page } from '@playwright/test';
import { boxOf, grab, middleOfWire, moveTo, title, undo, wire, wires } from './canvas-hand.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, port } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('a flow is built with the hand: wires, splices, copies', async ({ app, endpoint, page }) => {
  expect(endpoint.url).toBeTruthy();
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 2));
  await page.goto(await app.start(project));
  await expect(wires(page)).toHaveCount(4);

  // A wire in the hand says what would come of letting go, and Esc puts it back.
  await grab(page, port(page, 'images', 'images'));
  await moveTo(page, card(page, 'filter'));
  await expect(page.getByText('Takes captions, this is images')).toBeVisible();
  await guidePicture(page, 'building-wire', page.getByRole('region', { name: 'Canvas' }));
  await moveTo(page, card(page, 'prompt'));
  await expect(page.getByText('Is connected already')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.getByText('Is connected already')).toBeHidden();
  await grab(page, port(page, 'filter', 'kept'));
  await moveTo(page, card(page, 'captioner'));
  await expect(page.getByText('Would close a circle')).toBeVisible();
  await page.mouse.up();
  await expect(nothingToUndo(page)).toBeVisible();

  // Let go on a node it goes to the port that fits best.
  await grab(page, port(page, 'captioner', 'caption'));
  await moveTo(page, card(page, 'dataset'));
  await expect(page.getByText('Connect to caption')).toBeVisible();
  await page.mouse.up();
  await expect(wire(page, 'captioner', 'dataset')).toBeAttached();

  // Its end goes to another node, and into the empty it is gone.
  await grabWireEnd(page, port(page, 'dataset', 'captions'), wire(page, 'captioner', 'dataset'), 'end');
  await page.mouse.move(800, 640, { steps: 4 });
  await expect(page.getByText('Let go to remove the wire')).toBeVisible();
  await page.mouse.up();
  await expect(wire(page, 'captioner', 'dataset')).toHaveCount(0);
  await undo(page, 'remove wire');
  await undo(page, 'connect');
  await grabWireEnd(page, port(page, 'filter', 'kept'), wire(page, 'filter', 'dataset'), 'start');
  await moveTo(page, port(page, 'captioner', 'caption'));
  await page.mouse.up();
  await expect(wire(page, 'captioner', 'dataset')).toBeAttached();
  await expect(wire(page, 'filter', 'dataset')).toHaveCount(0);
  await undo(page, 'reconnect wire');

  // In the empty it lists what fits, what usually comes next first; a click beside it closes the list.
  await grab(page, port(page, 'captioner', 'caption'));
  await page.mouse.move(900, 640, { steps: 6 });
  await page.mouse.up();
  const list = page.getByRole('dialog', { name: 'What fits caption' });
  await expect(list.getByRole('option').first()).toHaveText(/Filters$/);
  await expect(list.getByRole('option', { name: /^Folder/ })).toHaveCount(0);
  await list.getByRole('combobox').fill('gpt');
  await expect(list.getByRole('option').first()).toHaveText(/^Endpoint/);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  // A node type is dropped on a wire and stands in it; one undo takes both away.
  const palette = page.getByRole('navigation', { name: 'Nodes' });
  const middle = await middleOfWire(wire(page, 'captioner', 'filter'));
  const canvas = page.getByRole('region', { name: 'Canvas' });
  const box = await boxOf(canvas);
  await palette
    .getByRole('button', { name: 'Add Refusal filter' })
    .dragTo(canvas, { targetPosition: { x: middle.x - box.x, y: middle.y - box.y } });
  await expect(wire(page, 'captioner', 'refusal')).toBeAttached();
  await expect(wire(page, 'refusal', 'filter')).toBeAttached();
  await expect(wire(page, 'captioner', 'filter')).toHaveCount(0);
  // Removed with healing, the wire is whole again.
  await card(page, 'refusal').press('Shift+Delete');
  await expect(card(page, 'refusal')).toBeHidden();
  await expect(wire(page, 'captioner', 'filter')).toBeAttached();
  await undo(page, 'remove and heal');
  await expect(card(page, 'refusal')).toBeVisible();
  await undo(page, 'put Refusal filter into the wire');
  await expect(card(page, 'refusal')).toBeHidden();
  await expect(wires(page)).toHaveCount(4);

  // Alt and a drag copies a node; the copy, dragged on a wire, is put into it.
  await grab(page, title(page, 'filter'), { alt: true });
  await moveTo(page, card(page, 'filter'), { x: 120, y: 190 });
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect(card(page, 'length')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo duplicate' })).toBeVisible();
  await grab(page, title(page, 'length'));
  const into = await middleOfWire(wire(page, 'filter', 'dataset'));
  await page.mouse.move(into.x, into.y, { steps: 8 });
  await expect(wire(page, 'filter', 'dataset').locator('.react-flow__edge-path')).toHaveCSS(
    'stroke-width',
    '6px',
  );
  await page.mouse.up();
  await expect(wire(page, 'filter', 'length')).toBeAttached();
  await expect(wire(page, 'length', 'dataset')).toBeAttached();
  await undo(page, 'put Length filter into the wire');
  await undo(page, 'duplicate');

  // Esc puts back what is dragged.
  const stood = await boxOf(card(page, 'dataset'));
  await grab(page, title(page, 'dataset'));
  await page.mouse.move(stood.x + 300, stood.y + 130, { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await boxOf(card(page, 'dataset'))).toEqual(stood);
  await expect(nothingToUndo(page)).toBeVisible();
});

function nothingToUndo(page: Page): Locator {
  return page.getByRole('button', { name: 'Nothing to undo' });
}

/** Takes hold of a wire's end, which lies just outside its port. */
async function grabWireEnd(page: Page, at: Locator, of: Locator, end: 'start' | 'end'): Promise<void> {
  await at.hover();
  const anchor = of.locator(`.react-flow__edgeupdater-${end === 'end' ? 'target' : 'source'}`);
  await anchor.hover({ force: true });
  const { x, y } = await boxOf(at);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 40, { steps: 5 });
}
