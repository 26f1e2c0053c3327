import type { Page, WebSocketRoute } from '@playwright/test';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, expectCounts, expectRun, runToEnd, startRun } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { collectFaults, expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { Turnstile } from './turnstile.ts';

test('[HIST7] [HIST8] [HIST11] steps are gone back to, versions named, compared and restored, changes run, and all of it is there after reopening', async ({
  app,
  endpoint,
  page,
}) => {
  const folder = await writePictures(app.path('pictures'), 6);
  const project = await createEndpointProject(app, folder, { concurrency: 1 });
  await page.goto(await app.start(project));
  await runToEnd(page);

  // Typing is one step, and comes before the edit that follows it; a drag is one.
  const filter = await choose(page, 'filter');
  const minimum = filter.getByRole('textbox', { name: 'At least' });
  await minimum.fill('7');
  await minimum.pressSequentially('1');
  await dragCard(page, 'dataset', 120, 60);
  const prompt = await choose(page, 'prompt');
  await prompt.getByRole('tab', { name: 'Notes' }).click();
  await prompt.getByRole('textbox', { name: 'Notes' }).fill('To be made shorter');
  await card(page, 'images').locator('span[title]').first().click();

  const list = page.getByRole('listbox', { name: 'History of the flow' });
  await expect(page.getByTestId('saved-state')).toHaveAttribute('data-state', 'saved');
  await page.getByRole('button', { name: 'History', exact: true }).click();
  await expect(list.getByRole('option')).toHaveText([
    /^Edit notes/,
    /^Move node/,
    /^Change at least/,
    /^New project.*#1/,
  ]);
  await expect(list.getByRole('option', { name: /^Now/ })).toBeFocused();

  // By keyboard to the step before the drag; what is undone stays in the list, dimmed.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(list.locator('[data-place="undone"]')).toHaveCount(2);
  await expect(list.locator('[data-place="present"]')).toHaveText(/^Change at least/);
  await expect(page.getByRole('button', { name: 'Redo move node' })).toBeEnabled();
  await guidePicture(page, 'history-list', page.getByRole('dialog', { name: 'History of the flow' }));
  await list.getByRole('option', { name: /^Go to edit notes/ }).click();
  await expect(list.locator('[data-place="undone"]')).toHaveCount(0);

  // The first version gets a name, and is compared with the present flow in words and marks.
  await page.getByRole('button', { name: 'All versions' }).click();
  const versions = page.getByRole('dialog', { name: 'Versions of the flow' });
  await versions.getByRole('option', { name: /^New project/ }).click();
  const name = versions.getByRole('textbox', { name: 'Name of this version' });
  await name.fill('Before the new prompt');
  await name.press('Enter');
  await expect(versions.getByRole('option', { name: /^Before the new prompt/ })).toBeVisible();
  const changes = versions.getByRole('region', { name: 'Changed since' });
  await expect(changes.locator('ins')).toHaveText(['To be made shorter', '71']);
  await expect(changes).toContainText('1 node moved');
  await expect(versions.getByRole('img', { name: 'Changed since' })).toHaveCount(2);
  await expectAccessible(page, 'versions');
  await guidePicture(page, 'history-versions', versions);
  await page.keyboard.press('Escape');

  // What was changed since the run is out of date, and so is what depends on it; only that runs again.
  const bar = page.getByRole('region', { name: 'Changes since the run' });
  await expect(bar).toContainText('Changed since this run: 1 node');
  for (const node of ['filter', 'dataset'])
    await expect(card(page, node).getByRole('img', { name: 'Out of date' }).first()).toBeVisible();
  await expect(card(page, 'captioner').getByRole('img', { name: 'Out of date' })).toHaveCount(0);
  await guidePicture(page, 'history-changes', page.getByRole('region', { name: 'Canvas' }));
  await bar.getByRole('button', { name: 'Show changes' }).click();
  await expect(versions.getByRole('option', { selected: true })).toContainText('Before the new prompt');
  await page.keyboard.press('Escape');
  const asked = endpoint.log.length;
  await bar.getByRole('button', { name: 'Run changes' }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole('tab', { name: /^Runs/ })).toHaveText('Runs2');
  await expectRun(page, 'done');
  expect(endpoint.log).toHaveLength(asked);

  // While a run is under way, changes can be run when it is done.
  const turnstile = new Turnstile();
  endpoint.setBehaviour(() => turnstile.pass());
  await setPrompt(page, 'Name what is in the middle.');
  await startRun(page);
  await expect.poll(() => endpoint.log.length).toBe(asked + 1);
  await setMinimum(page, '10');
  await bar.getByRole('button', { name: 'Run changes' }).click();
  await page.getByRole('menuitem', { name: 'When this run is done' }).click();
  await expect(bar).toContainText('The changes run when this run is done');
  turnstile.open();
  await expect(page.getByRole('tab', { name: /^Runs/ })).toHaveText('Runs4');
  await expectRun(page, 'done');
  await expectCounts(page, 'filter', { In: 6, Kept: 6 });
  await expect(bar).toBeHidden();

  // Restoring is one step; a reload and closing keep the place in the history.
  await page.getByRole('button', { name: 'History', exact: true }).click();
  await page.getByRole('button', { name: 'All versions' }).click();
  await versions.getByRole('radio', { name: 'Named' }).click();
  await expect(versions.getByRole('option')).toHaveCount(1);
  await versions.getByRole('option').click();
  await versions.getByRole('button', { name: 'Restore this version' }).click();
  await expect(versions).toBeHidden();
  await expect(page.getByRole('button', { name: 'Undo restore Before the new prompt' })).toBeEnabled();
  await expect(card(page, 'filter')).not.toContainText('at least 10');
  await page.keyboard.press('Control+z');
  await expect(card(page, 'filter')).toContainText('at least 10');
  await expect(page.getByTestId('saved-state')).toHaveAttribute('data-state', 'saved');
  await page.goto('about:blank');
  await app.stop();

  await page.goto(await app.start(project));
  await expect(page.getByRole('button', { name: 'Redo restore Before the new prompt' })).toBeEnabled();
  await page.getByRole('button', { name: 'Undo change at least' }).click();
  await page.getByRole('button', { name: /^Undo change/ }).click();
  await expect(card(page, 'filter')).toContainText('at least 71');
  await page.keyboard.press('Control+Alt+z');
  await expect(list.locator('[data-place="undone"]')).toHaveCount(3);
  await expect(list.getByRole('option')).toHaveCount(7);
});

test('[HIST9] [HIST10] [HIST13] two windows stay in step, a lost connection loses nothing, and a card that cannot be shown is only itself', async ({
  app,
  page,
  context,
}) => {
  const sockets: WebSocketRoute[] = [];
  let open = true;
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (!open) return void socket.close();
    sockets.push(socket);
    socket.connectToServer();
  });
  const address = await app.start(await createEndpointProject(app, app.path('pictures')));
  await page.goto(address);
  await expect(card(page, 'filter')).toBeVisible();
  const other = await context.newPage();
  const faults = collectFaults(other);
  await other.goto(new URL('/', address).href);

  // The flow is one, the selection is each window's own.
  await setMinimum(page, '11');
  await expect(card(other, 'filter')).toContainText('at least 11');
  await expect(other.getByRole('complementary', { name: 'Inspector' })).toContainText('This project');

  // The same value in both: the later one holds, and the window that is overruled says so.
  await setMinimum(other, '22');
  await expect(card(page, 'filter')).toContainText('at least 22');
  await expect(
    page.getByText('“At least” of Length filter was changed in another window.', { exact: true }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo change at least' })).toBeEnabled();

  // A node that is removed elsewhere takes nothing with it.
  await card(other, 'dataset').locator('span[title]').first().click();
  await other.keyboard.press('Delete');
  await expect(card(page, 'dataset')).toBeHidden();
  await other.keyboard.press('Control+z');
  await expect(card(page, 'dataset')).toBeVisible();

  // Without a connection edits go on, and say that they are not saved; they arrive in their order.
  open = false;
  for (const socket of sockets.splice(0)) await socket.close();
  const saved = page.getByTestId('saved-state');
  await expect(saved).toHaveAttribute('data-state', 'away');
  await setMinimum(page, '33');
  await card(page, 'filter').locator('span[title]').first().click();
  await page.keyboard.press('Control+d');
  await expect(card(page, 'length')).toContainText('at least 33');
  await card(page, 'length').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(saved).toHaveAttribute('data-state', 'notSaved');
  // What is not saved yet is taken back without the engine.
  await page.keyboard.press('Control+z');
  await saved.click();
  const why = page.getByRole('dialog', { name: 'Not saved' });
  await expect(why).toContainText('2 changes are not saved yet');
  await guidePicture(page, 'history-not-saved', why);
  await page.keyboard.press('Escape');
  await expect(card(other, 'length')).toHaveCount(0);
  open = true;
  await expect(saved).toHaveAttribute('data-state', 'saved');
  await expect(card(other, 'length')).toContainText('at least 33');
  await other.getByRole('button', { name: 'History', exact: true }).click();
  const steps = other.getByRole('listbox', { name: 'History of the flow' }).getByRole('option');
  await expect(steps.first()).toHaveText(/^Duplicate/);
  await expect(steps.nth(1)).toHaveText(/^Change at least/);
  await other.keyboard.press('Escape');

  // A reload while nothing can be sent keeps the edits in the tab.
  open = false;
  for (const socket of sockets.splice(0)) await socket.close();
  await expect(saved).toHaveAttribute('data-state', 'away');
  await setMinimum(page, '44', 'length');
  await expect(saved).toHaveAttribute('data-state', 'notSaved');
  open = true;
  await page.reload();
  await expect(card(page, 'length')).toContainText('at least 44');
  await expect(card(other, 'length')).toContainText('at least 44');
  // The window is where it was: the same node chosen, with the same form.
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('textbox', { name: 'At least' })).toHaveValue('44');
  expect(faults).toEqual([]);
  await other.close();

  // An engine that says of a type what no card can show: the card and the form say so in their places, nothing else is hurt.
  const odd = await context.newPage();
  await odd.routeWebSocket(/\/rpc$/, (socket) => {
    socket
      .connectToServer()
      .onMessage((message) =>
        socket.send(String(message).replaceAll('"characters":"Characters"', '"characters":{}')),
      );
  });
  await odd.goto(new URL('/', address).href);
  const broken = card(odd, 'length');
  await expect(broken.getByRole('alert')).toContainText('This node cannot be shown');
  await expect(card(odd, 'filter').getByRole('alert')).toBeVisible();
  await expect(card(odd, 'captioner')).toContainText('Endpoint');
  await expect(odd.locator('.react-flow__edge[data-id*=">filter."]')).toBeAttached();
  await broken.getByRole('button', { name: 'Try again' }).click();
  await expect(broken.getByRole('alert')).toBeVisible();
  await broken.getByText('filters.length').click();
  const form = odd.getByRole('complementary', { name: 'Inspector' });
  await expect(form.getByRole('alert')).toContainText('This form cannot be shown');
  await expect(form.getByRole('region', { name: 'Settings as they are stored' })).toContainText(
    '"minimum": 44',
  );
  // It is moved and removed like any other.
  await broken.focus();
  await odd.keyboard.press('Delete');
  await expect(broken).toBeHidden();
  await expect(card(page, 'length')).toBeHidden();
  await odd.keyboard.press('Control+z');
  await expect(card(page, 'length')).toContainText('at least 44');
  await odd.close();
});

/** Sets the length filter's least length, as a person does. */
async function setMinimum(page: Page, value: string, node = 'filter'): Promise<void> {
  const settings = await choose(page, node);
  await settings.getByRole('textbox', { name: 'At least' }).fill(value);
  await expect(card(page, node)).toContainText(`at least ${value}`);
}

async function setPrompt(page: Page, text: string): Promise<void> {
  await choose(page, 'prompt');
  const editor = page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox').first();
  await editor.fill(text);
  await expect(card(page, 'prompt')).toContainText(text.slice(0, 10));
}

async function dragCard(page: Page, node: string, right: number, down: number): Promise<void> {
  const box = await card(page, node).locator('span[title]').first().boundingBox();
  if (!box) throw new Error('The card is not in view.');
  await page.mouse.move(box.x + 10, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 10 + right, box.y + 8 + down, { steps: 8 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Undo move node' })).toBeVisible();
}
