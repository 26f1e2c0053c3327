import type { Locator, Page } from '@playwright/test';
import { boxOf, middleOfWire, title, undo, wire, wires } from './canvas-hand.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('what is built is put in order: frames, notes, menus, finding, copies', async ({
  app,
  context,
  endpoint,
  page,
}) => {
  expect(endpoint.url).toBeTruthy();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 2));
  await page.goto(await app.start(project));
  await expect(wires(page)).toHaveCount(4);
  const canvas = page.getByRole('region', { name: 'Canvas' });

  // A box with Shift chooses what it touches, also when a quick hand draws the same one again.
  await drawBox(page, card(page, 'filter'), card(page, 'dataset'), 6);
  await expect(chosen(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(chosen(page)).toHaveCount(0);
  await drawBox(page, card(page, 'filter'), card(page, 'dataset'), 1);
  await expect(chosen(page)).toHaveCount(2);

  // They get a frame with a name and a colour; dragged by its title it takes them along.
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Title of the frame' }).fill('Checks and export');
  await page.keyboard.press('Enter');
  const frame = card(page, 'frame');
  await expect(frame).toBeFocused();
  await expect(frame.getByText('Checks and export')).toBeVisible();
  await frame.locator('.frame-title').click({ button: 'right', position: { x: 40, y: 5 } });
  await page.getByRole('menu', { name: 'Frame' }).getByRole('menuitem', { name: 'Colour' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Blue' }).click();
  await expect(page.getByRole('button', { name: 'Undo colour frame' })).toBeVisible();
  const before = await boxOf(card(page, 'dataset'));
  const bar = await boxOf(frame);
  await page.mouse.move(bar.x + 40, bar.y + 5);
  await page.mouse.down();
  await page.mouse.move(bar.x + 50, bar.y + 55, { steps: 6 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Undo move 3 parts' })).toBeVisible();
  expect((await boxOf(card(page, 'dataset'))).y).toBeGreaterThan(before.y);
  await undo(page, 'move 3 parts');
  await expect.poll(() => boxOf(card(page, 'dataset'))).toEqual(before);
  // Some of what stands in a frame is chosen without it.
  await drawBox(page, title(page, 'filter'), title(page, 'filter'), 4);
  await expect(chosen(page)).toHaveCount(1);

  // A note is written in Markdown; Enter opens it again.
  const empty = await emptyPlace(page);
  await page.mouse.click(empty.x, empty.y, { button: 'right' });
  await page.getByRole('menuitem', { name: 'Add note' }).click();
  const text = page.getByRole('textbox', { name: 'Text of the note' });
  await text.fill('## Before a run\n\n- look at **ten** captions');
  await page.keyboard.press('Escape');
  const note = card(page, 'note');
  await expect(note).toBeFocused();
  await expect(note.locator('strong')).toHaveText('ten');
  await page.keyboard.press('Enter');
  await expect(text).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\n- mind the [rules](https://example.org)');
  await page.keyboard.press('Control+Enter');
  await expect(note.getByRole('listitem')).toHaveCount(2);
  await expect(note.getByRole('button', { name: /^Link to https:\/\/example\.org/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show the whole flow' }).click();
  await title(page, 'images').hover();
  await guidePicture(page, 'building-frame', canvas);

  // Finding rings all matches; Enter goes on, Esc ends at the one that was found.
  await page.keyboard.press('Control+f');
  const find = page.getByRole('search', { name: 'Find in the flow' });
  await find.getByRole('textbox').fill('image');
  await expect(find).toContainText('1 of 2');
  await page.keyboard.press('Enter');
  await expect(find).toContainText('2 of 2');
  await page.keyboard.press('Enter');
  await expect(find).toContainText('1 of 2');
  await guidePicture(page, 'building-find', canvas);
  await page.keyboard.press('Escape');
  await expect(find).toBeHidden();
  await expect(card(page, 'images')).toBeFocused();
  await page.getByRole('button', { name: 'Show the whole flow' }).click();

  // The right button and the menu key open the menu of a node, and of a wire.
  await title(page, 'captioner').click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'Node', exact: true });
  await expect(menu.getByRole('menuitem', { name: 'Rename' })).toContainText('F2');
  await guidePicture(page, 'building-menu', menu);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await card(page, 'captioner').press('ContextMenu');
  await menu.getByRole('menuitem', { name: 'Bypass' }).click();
  await expect(card(page, 'captioner')).toHaveAccessibleName(/bypassed/i);
  await undo(page, 'bypass');
  const between = await middleOfWire(wire(page, 'prompt', 'captioner'));
  await page.mouse.click(between.x, between.y, { button: 'right' });
  const ofWire = page.getByRole('menu', { name: 'Wire' });
  await expect(ofWire.getByRole('menuitem', { name: 'Put a node into the wire' })).toBeVisible();
  await page.keyboard.press('Escape');
  await wire(page, 'prompt', 'captioner').press('Shift+F10');
  await ofWire.getByRole('menuitem', { name: /^Remove/ }).click();
  await expect(wire(page, 'prompt', 'captioner')).toHaveCount(0);
  await undo(page, 'remove wire');

  // Two are aligned; pressed alone, one of several is chosen alone.
  await title(page, 'prompt').click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await title(page, 'images').click({ modifiers: ['Shift'] });
  await expect(chosen(page)).toHaveCount(2);
  await page.keyboard.press('Alt+w');
  await expect(page.getByRole('button', { name: 'Undo align top' })).toBeVisible();
  expect((await boxOf(card(page, 'prompt'))).y).toBe((await boxOf(card(page, 'images'))).y);
  await title(page, 'prompt').click();
  await expect(chosen(page)).toHaveCount(1);
  await page.keyboard.press('Escape');

  // What changes while the flow is laid out stands against it, and is said; the order that a person gave is kept.
  const layout = await holdBack(page, /elk-worker/);
  await card(page, 'dataset').press('Control+Shift+L');
  await layout.asked;
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('button', { name: 'Undo move node' })).toBeVisible();
  layout.release();
  await page.getByRole('button', { name: 'Lay out again' }).click();
  await expect(page.getByRole('button', { name: 'Undo lay out' })).toBeVisible();
  const places = await Promise.all(
    ['images', 'prompt', 'captioner', 'filter', 'dataset'].map(async (id) => (await boxOf(card(page, id))).x),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  await undo(page, 'lay out');
  await expect(page.getByRole('button', { name: 'Undo move node' })).toBeVisible();
  await page.getByRole('button', { name: 'Show the whole flow' }).click();

  // Of several that are chosen, F2 renames the one that has the focus, collapsed or not.
  await card(page, 'filter').press('Control+a');
  await page.keyboard.press('Alt+c');
  await expect(page.getByRole('button', { name: 'Undo collapse' })).toBeVisible();
  await card(page, 'filter').press('F2');
  const name = page.getByRole('textbox', { name: 'Name of the node' });
  await expect(name).toBeFocused();
  await name.fill('Not too short');
  await page.keyboard.press('Enter');
  await expect(title(page, 'filter')).toHaveText('Not too short');
  await undo(page, 'rename node');
  await undo(page, 'collapse');

  // Space and a drag moves the view, also over a node.
  const stood = await boxOf(card(page, 'captioner'));
  await title(page, 'captioner').hover();
  await canvas.locator('.react-flow__node[data-id="captioner"]').focus();
  await page.keyboard.down('Space');
  await page.mouse.down();
  await page.mouse.move(stood.x + 60, stood.y + 90, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Space');
  expect((await boxOf(card(page, 'captioner'))).y).toBeGreaterThan(stood.y + 40);
  await expect(page.getByRole('button', { name: 'Undo move node' })).toBeVisible();
  await page.getByRole('button', { name: 'Show the whole flow' }).click();

  // What is cut goes back with its wires, though the card that had the focus is gone.
  await page.keyboard.press('Escape');
  await expect(chosen(page)).toHaveCount(0);
  await card(page, 'filter').press('Control+x');
  await expect(card(page, 'filter')).toBeHidden();
  await expect(card(page, 'captioner')).toBeFocused();
  await page.keyboard.press('Control+Shift+V');
  await expect(wire(page, 'captioner', 'length')).toBeAttached();
  await expect(wire(page, 'length', 'dataset')).toBeAttached();

  // The flow as JSON comes back out of a chat; the keys are the canvas's while the focus is on a button.
  await card(page, 'images').press('Escape');
  await page.mouse.click(empty.x, empty.y, { button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy flow as JSON' }).click();
  await expect(page.getByText('Copied 5 nodes as JSON').first()).toBeVisible();
  await page.evaluate(async () => {
    const json = await navigator.clipboard.readText();
    await navigator.clipboard.writeText(`Here is your flow:\n\n\`\`\`json\n${json}\n\`\`\`\n\nHave fun!`);
  });
  await undo(page, 'paste');
  await undo(page, 'cut');
  await page.keyboard.press('Control+v');
  await expect(wires(page)).toHaveCount(8);
  await expect(card(page, 'frame-2')).toBeAttached();
  // The focus goes from the button to what was pasted, and keys are the canvas's then; nothing is left, and it has the focus still.
  await expect(canvas.locator('.react-flow__node:focus')).toHaveCount(1);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+x');
  await expect(wires(page)).toHaveCount(0);
  await page.keyboard.press('Control+v');
  await expect(wires(page)).toHaveCount(8);
});

function chosen(page: Page): Locator {
  return page.locator('.react-flow__node.selected');
}

/** Draws a box with Shift from below the left end of one thing to above the right end of another. */
async function drawBox(page: Page, from: Locator, to: Locator, steps: number): Promise<void> {
  await from.hover();
  const [a, b] = [await boxOf(from), await boxOf(to)];
  await page.mouse.move(a.x - 12, a.y + a.height + 6);
  await page.keyboard.down('Shift');
  await page.mouse.down();
  await page.mouse.move(b.x + b.width - 20, b.y + 4, { steps });
  await page.mouse.up();
  await page.keyboard.up('Shift');
}

/** A point near the upper left corner of the canvas, where nothing stands. */
async function emptyPlace(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const { x, y, width } = await boxOf(page.getByRole('region', { name: 'Canvas' }));
  return { x: x + width / 2 - 60, y: y + 60 };
}

/** Holds a script back that the page asks for; `asked` resolves once it has. */
async function holdBack(page: Page, script: RegExp) {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.context().route(script, async (route) => {
    asked.resolve();
    await released.promise;
    await route.continue();
  });
  return { asked: asked.promise, release: released.resolve };
}
