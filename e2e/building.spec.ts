import type { Locator, Page } from '@playwright/test';
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
  // Nothing is left, and the canvas has the focus still.
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+x');
  await expect(wires(page)).toHaveCount(0);
  await page.keyboard.press('Control+v');
  await expect(wires(page)).toHaveCount(8);
});

function wires(page: Page): Locator {
  return page.getByRole('application', { name: 'Flow' }).getByRole('group', { name: /^Wire from/ });
}

function wire(page: Page, from: string, to: string): Locator {
  return page.locator(`.react-flow__edge[data-id^="${from}."][data-id*=">${to}."]`);
}

function chosen(page: Page): Locator {
  return page.locator('.react-flow__node.selected');
}

function title(page: Page, node: string): Locator {
  return card(page, node).locator('span[title]').first();
}

function nothingToUndo(page: Page): Locator {
  return page.getByRole('button', { name: 'Nothing to undo' });
}

/** Takes back what the button says. */
async function undo(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Undo ${what}$`, 'i') }).click();
}

/** Takes hold of something, and moves far enough that it is dragged. */
async function grab(page: Page, what: Locator, held: { readonly alt?: boolean } = {}): Promise<void> {
  // Waits until the view stands still.
  await what.hover();
  const { x, y, width, height } = await boxOf(what);
  await page.mouse.move(x + width / 2, y + height / 2);
  if (held.alt) await page.keyboard.down('Alt');
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 8, y + height / 2 + 8, { steps: 3 });
}

/** Moves what is held over something: to its middle, or to a place in it. */
async function moveTo(
  page: Page,
  what: Locator,
  place?: { readonly x: number; readonly y: number },
): Promise<void> {
  const { x, y, width, height } = await boxOf(what);
  await page.mouse.move(x + (place?.x ?? width / 2), y + (place?.y ?? height / 2), { steps: 8 });
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

/** Takes hold of a wire's end, which lies just outside its port. */
async function grabWireEnd(page: Page, at: Locator, of: Locator, end: 'start' | 'end'): Promise<void> {
  await at.hover();
  const anchor = of.locator(`.react-flow__edgeupdater-${end === 'end' ? 'target' : 'source'}`);
  await anchor.hover({ force: true });
  const { x, y } = await boxOf(at);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 40, { steps: 5 });
}

/** A point in the middle of a wire's line, in the window. */
async function middleOfWire(of: Locator): Promise<{ readonly x: number; readonly y: number }> {
  return of.locator('.react-flow__edge-path').evaluate((path: SVGPathElement) => {
    const point = path.getPointAtLength(path.getTotalLength() / 2);
    const at = point.matrixTransform(path.getScreenCTM() ?? undefined);
    return { x: at.x, y: at.y };
  });
}

async function boxOf(what: Locator) {
  const box = await what.boundingBox();
  if (!box) throw new Error('There is nothing to be seen there.');
  return box;
}
