import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, expectCounts, expectRun } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis } from './served-app.ts';

test('[KEY6] [KEY7] [KEY8] a flow is built, connected and run without a mouse', async ({
  app,
  endpoint,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 5));
  await page.goto(await app.start(project));
  // Nothing is pressed before the view stands.
  await card(page, 'captioner').click({ trial: true });

  // F6 goes round the regions, and Shift+F6 back; the canvas hands the focus on to a node.
  const seen: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    await page.keyboard.press('F6');
    seen.push(await regionOf(page));
  }
  expect(seen).toEqual(['topBar', 'rail', 'palette', 'canvas', 'inspector', 'strip']);
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Shift+F6');
  await expect(card(page, 'images')).toBeFocused();
  await expect(announcer(page)).toContainText('F6 or Shift+Tab leaves');

  // Nobody is caught in it: it is one stop, Shift+Tab leaves backwards, and Esc lets Tab leave forwards.
  expect(
    await page
      .locator('.react-flow__viewport')
      .locator('css=[tabindex="0"], button:not([tabindex="-1"])')
      .count(),
  ).toBe(0);
  await page.keyboard.press('Shift+Tab');
  expect(await regionOf(page)).not.toBe('canvas');
  await page.keyboard.press('Tab');
  await expect(card(page, 'images')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page)).toBe('Zoom out');
  await page.keyboard.press('Shift+Tab');
  await expect(card(page, 'images')).toBeFocused();

  // Arrows go from node to node, Alt follows wires, and asks where there are several.
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'prompt')).toBeFocused();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(card(page, 'captioner')).toBeFocused();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(announcer(page)).toHaveText(/move/i);
  await page.keyboard.press('Control+z');
  await expect(announcer(page)).toHaveText(/^Undone: move/i);

  // Tab lists node types; what is chosen is wired to the node, and said.
  await page.keyboard.press('Tab');
  await page.getByRole('dialog', { name: 'Add a node' }).getByRole('combobox').fill('refusal filter');
  await page.keyboard.press('Enter');
  await expect(card(page, 'refusal')).toBeFocused();
  await expect(announcer(page)).toHaveText(
    'Added Refusal filter, connected Endpoint, caption, to Refusal filter, caption',
  );

  // C starts a wire: first which output, then to which port; nodes of the flow come before new ones.
  await page.keyboard.press('c');
  const output = page.getByRole('dialog', { name: 'Which output' });
  await expect(output.getByRole('option')).toHaveText([/^kept/, /^rejected/]);
  await page.keyboard.press('Enter');
  const target = page.getByRole('dialog', { name: 'Connect kept to' });
  await expect(target.getByRole('group', { name: 'In this flow' }).getByRole('option')).toHaveText([
    /^Dataset/,
    /^Length filter/,
  ]);
  await page.keyboard.type('dataset');
  await page.keyboard.press('Enter');
  await expect(announcer(page)).toHaveText('Connected Refusal filter, kept, to Dataset, caption');
  await expect(card(page, 'refusal')).toBeFocused();

  // The old wire goes: W lists the wires of a node, Delete removes the one that is gone to.
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(card(page, 'captioner')).toBeFocused();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByRole('dialog', { name: 'Which node comes next' }).getByRole('option')).toHaveText([
    'Length filter',
    'Refusal filter',
  ]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  await page.getByRole('dialog', { name: 'Wires of Endpoint' }).getByRole('combobox').fill('to length');
  await page.keyboard.press('Enter');
  const wire = page.getByRole('group', { name: 'Wire from Endpoint, caption, to Length filter, caption' });
  await expect(wire).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(wire).toBeHidden();
  await expect(card(page, 'captioner')).toBeFocused();
  await expect(announcer(page)).toHaveText(
    'Removed the wire from Endpoint, caption, to Length filter, caption',
  );

  await page.keyboard.press('Control+z');
  await expect(announcer(page)).toHaveText('Undone: remove wire');
  await expect(wire).toBeVisible();

  // Enter opens the settings, Ctrl+Enter runs, and the buttons on a node are reached.
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('tab', { name: 'Settings' })).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expectRun(page, 'done');
  expect(endpoint.log).toHaveLength(5);
  await card(page, 'captioner').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'captioner').getByRole('button', { name: 'Kept 5, list them' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card(page, 'captioner')).toBeFocused();
  await expect(card(page, 'captioner')).toHaveAccessibleName(
    'Endpoint, captioner, done, 5 kept, 0 rejected, 0 failed',
  );
});

test('[KEY5] [KEY8] [KEY11] [KEY12] every screen by keys, without faults, in either theme and at 200 %', async ({
  app,
  endpoint,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 4));
  endpoint.setBehaviour((_, earlier) =>
    earlier === 0 && endpoint.log.length === 2 ? { kind: 'status', status: 400 } : { kind: 'ok' },
  );
  await ekphrasis(app, 'run', project);
  const address = await app.start(project);
  await page.goto(address);
  await expectCounts(page, 'captioner', { Kept: 3, Failed: 1 });
  await card(page, 'prompt').press('Enter');
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeVisible();
  await page.getByRole('tab', { name: /^Problems/ }).press('Enter');
  await check('flow');
  await card(page, 'captioner').press('c');
  await page.getByRole('dialog', { name: 'Which output' }).getByRole('combobox').press('Enter');
  await expect(page.getByRole('dialog', { name: 'Connect caption to' })).toBeVisible();
  await check('connecting');
  await guidePicture(page, 'keys-connect', page.locator('[data-region="canvas"]'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await check('commands');
  await page.keyboard.press('Escape');

  // The sheet shows the keys in force, and finds them.
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet.getByRole('heading', { name: 'Nodes and wires' })).toBeVisible();
  await check('keys');
  await guidePicture(page, 'keys-sheet', sheet);
  await sheet.getByRole('textbox').fill('frame');
  await expect(sheet.getByText('Ctrl G', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');

  // Keys are changed: refused, taken from another command, in force at once and after a new start.
  await page.keyboard.press('Control+,');
  const row = page.getByRole('listitem').filter({ hasText: 'Frame selected nodes' });
  await row.getByRole('button', { name: /^Change the keys/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+t');
  await expect(row.getByRole('alert')).toHaveText(/The browser keeps these keys for itself/);
  await page.keyboard.press('Control+b');
  await expect(row.getByRole('alert')).toHaveText('Ctrl B is "Bypass or switch on".');
  await check('settings');
  await guidePicture(page, 'keys-settings', row);
  await row.getByRole('button', { name: 'Take it from "Bypass or switch on"' }).press('Enter');
  await expect(row.getByText('Ctrl B', { exact: true })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Bypass or switch on' })).toContainText(
    'No keys',
  );
  await expect.poll(() => readFileSync(app.path('data', 'settings.json'), 'utf8')).toContain('"keys"');
  await page.goto('about:blank');
  await app.stop();
  await page.goto(await app.start(project));
  await expect(card(page, 'prompt')).toBeVisible();
  await page.keyboard.press('?');
  await sheet.getByRole('textbox').fill('frame');
  await expect(sheet.getByText('Ctrl B', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await card(page, 'prompt').press('Control+b');
  await expect(page.getByRole('button', { name: /^Undo .*frame/i })).toBeVisible();

  await command(page, 'Light table');
  const cells = page.getByRole('gridcell', { name: /1 caption$/ });
  await expect(cells).toHaveCount(3);
  await check('light table');
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Words in captions or paths' })).toBeFocused();
  await page.getByRole('gridcell').first().focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('gridcell').last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'picture-04.png' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('heading', { name: 'picture-03.png' })).toBeVisible();
  await check('image');
  await page.keyboard.press('Escape');
  await expect(cells).toHaveCount(3);
  await command(page, 'Runs');
  await page.getByRole('button', { name: 'Open run #1' }).first().focus();
  await check('runs');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Run #1' })).toBeVisible();
  await check('run');
  await command(page, 'Try');
  await expect(
    page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Try' }),
  ).toHaveAttribute('aria-current', 'page');
  await check('try');
  await command(page, 'Versions of the flow');
  await expect(page.getByRole('dialog', { name: 'Versions of the flow' })).toBeVisible();
  await check('versions');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Guide' })).toBeVisible();
  await check('guide');
  await page.keyboard.press('Escape');
  await command(page, 'Models');
  await page.getByRole('button', { name: 'Add an endpoint' }).press('Enter');
  await check('models');
  await command(page, 'Start screen');
  await expect(page.getByRole('button', { name: /^Use template/ }).first()).toBeVisible();
  await check('start');
  await page.getByRole('button', { name: 'Help' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Keys' }).press('Enter');
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'From images' }).press('Enter');
  await page.getByRole('button', { name: 'pictures', exact: true }).press('Enter');
  await check('folder dialog');
  await page.getByRole('button', { name: 'Choose this folder' }).press('Enter');
  await expect(
    page.getByRole('dialog', { name: 'Bring in images' }).getByText('4 images found'),
  ).toBeVisible();
  await check('bringing in');
  await page.keyboard.press('Escape');

  // At 200 % nothing reaches beyond the window.
  await page.setViewportSize({ width: 640, height: 400 });
  for (const screen of ['Start screen', 'Runs', 'Models', 'Settings', 'Light table', 'Flow'] as const) {
    await command(page, screen);
    const beyond = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth - window.innerWidth, scrollHeight - window.innerHeight];
    });
    expect(beyond, screen).toEqual([0, 0]);
  }

  function check(screen: string): Promise<void> {
    return expectAccessible(page, screen);
  }
});

/** Finds a command by its words and does it. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
}

/** What readers were told last. */
function announcer(page: Page) {
  return page.getByTestId('announcer');
}

function inspector(page: Page) {
  return page.getByRole('complementary', { name: 'Inspector' });
}

/** What has the focus: its name, else what it is. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.outerHTML.slice(0, 200);
  });
}

/** The region that has the focus. */
function regionOf(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region ?? 'none',
  );
}
