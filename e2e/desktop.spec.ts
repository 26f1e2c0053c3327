import { expect, test } from '@playwright/test';
import { hardenedPreferences } from '../electron/window-options.ts';
import { Desktop, whyNoDesktop } from './desktop/start-desktop.ts';
import { collectFaults } from './journey.ts';

test.skip(whyNoDesktop() !== undefined, whyNoDesktop());

let desktop: Desktop;
test.afterEach(() => desktop.close());

test('the app starts, opens the sample and captions it; the window is hardened', async () => {
  desktop = new Desktop(['--sample']);
  const page = await desktop.page();
  const faults = collectFaults(page);
  await expect(page.getByRole('button', { name: /Project Sample/ })).toBeVisible();
  await expect(page.getByText('Done')).toBeVisible({ timeout: 90_000 });

  await page.getByRole('button', { name: 'Light table' }).click();
  const cards = page.getByRole('gridcell');
  await expect(cards.first()).toBeVisible();
  const picture = cards.first().locator('img');
  await expect
    .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 60_000 })
    .toBeGreaterThan(0);

  const facts = await desktop.facts();
  expect(facts.sandboxed).toBe(true);
  expect(facts.leaks).toEqual([]);
  expect(facts.windows).toHaveLength(1);
  const [window] = facts.windows;
  expect(window?.visible).toBe(true);
  expect(window?.title).toMatch(/^Sample.* · Ekphrasis$/);
  const preload = String(window?.options.webPreferences.preload);
  expect(preload).toMatch(/preload\.cjs$/);
  expect(window?.options.webPreferences).toEqual(hardenedPreferences(preload));
  expect(facts.recent.at(-1)).toMatch(/Sample\.ekp$/);
  for (const name of ['media', 'geolocation', 'notifications', 'openExternal'])
    expect(await desktop.order({ type: 'permission', name }), name).toBe(false);
  expect(await desktop.order({ type: 'open-window', url: 'https://example.com/' })).toEqual({
    action: 'deny',
  });
  expect(faults).toEqual([]);
});

test('menu, second start and dialogs open projects', async () => {
  desktop = new Desktop();
  const page = await desktop.page();
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
  const project = `${desktop.folder}/Birds.ekp`;

  await desktop.order({ type: 'menu', id: 'new-project' });
  const save = await desktop.answerDialog({ canceled: false, filePath: project });
  expect(save).toMatchObject({ kind: 'save', options: { defaultPath: 'Untitled.ekp' } });
  await expect(page.getByRole('button', { name: /Project Birds/ })).toBeVisible();

  await desktop.order({ type: 'menu', id: 'close-project' });
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();

  await desktop.order({ type: 'menu', id: 'open-project' });
  const open = await desktop.answerDialog({ canceled: true, filePaths: [] });
  expect(open).toMatchObject({ kind: 'open', options: { filters: [{ extensions: ['ekp'] }] } });
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();

  await desktop.order({ type: 'second-instance', args: ['ekphrasis', 'Birds.ekp'] });
  await expect(page.getByRole('button', { name: /Project Birds/ })).toBeVisible();

  // The menus show the keys that the person has chosen.
  expect(await desktop.order({ type: 'menu-keys', id: 'run' })).toBe('CmdOrCtrl+Enter');
  await desktop.order({ type: 'menu', id: 'settings' });
  await page.getByRole('textbox', { name: 'Find a command or a key' }).fill('Stop run');
  await page.getByRole('button', { name: 'Change the keys of Stop run' }).click();
  await page.keyboard.press('Control+Shift+.');
  await expect.poll(() => desktop.order({ type: 'menu-keys', id: 'stop' })).toBe('CmdOrCtrl+.');
  await expect.poll(async () => (await desktop.facts()).windows[0]?.title).toBe('Birds · Ekphrasis');
  expect(await desktop.quit()).toBe(0);
});

test('a crash of the engine is said, and the engine starts again with the project', async () => {
  desktop = new Desktop();
  const page = await desktop.page();
  await page.getByRole('button', { name: 'Open the sample' }).click();
  await expect(page.getByRole('button', { name: /Project Sample/ })).toBeVisible();

  // The page says so before it is connected again, which takes no more than a moment.
  const said = page
    .getByRole('alert')
    .filter({ hasText: 'The engine stopped unexpectedly and is being started again.' });
  await Promise.all([said.waitFor(), desktop.order({ type: 'crash', service: 'Ekphrasis engine' })]);
  await expect(said).toBeHidden();
  await expect(page.getByRole('button', { name: /Project Sample/ })).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('Done')).toBeVisible({ timeout: 90_000 });

  // Again, so soon: a person decides.
  await desktop.order({ type: 'crash', service: 'Ekphrasis engine' });
  const question = await desktop.answerDialog({ response: 0 });
  expect(question).toMatchObject({
    kind: 'message',
    options: { message: 'The engine stopped unexpectedly again.', buttons: ['Start the engine', 'Quit'] },
  });
  await expect.poll(async () => (await desktop.facts()).services).toContain('Ekphrasis engine');
  await expect(said).toBeHidden();
  await expect(page.getByRole('button', { name: /Project Sample/ })).toBeVisible();
});

test('[CLI1] [CLI2] commands run without a window, with the app’s models, and end with their exit codes', async () => {
  desktop = new Desktop(['--cli', 'sample', '--limit', '2', '--json']);
  expect(await desktop.ended()).toBe(0);
  const last = JSON.parse(desktop.printed().trimEnd().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({ run: { state: 'done' } });
  expect(last.captions).toBeGreaterThan(0);
  await desktop.close();

  desktop = new Desktop(['run', 'nowhere.ekp']);
  expect(await desktop.ended()).toBe(2);
  expect(desktop.printed()).toBe('');
  expect(desktop.output.join('')).toContain('nowhere.ekp');
});
