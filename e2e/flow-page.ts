import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';

/** A node's card on the canvas, by the node's id. */
export function card(page: Page, node: string): Locator {
  return page.locator(`.react-flow__node[data-id="${node}"]`);
}

/** Waits until a node shows these counts. */
export async function expectCounts(
  page: Page,
  node: string,
  counts: Partial<Record<'In' | 'Kept' | 'Rejected' | 'Failed', number>>,
): Promise<void> {
  for (const [what, count] of Object.entries(counts))
    await expect(countOf(page, node, what)).toHaveText(count.toLocaleString('en-US'), { timeout: 60_000 });
}

/** One number under a node's outcome bar. */
export function countOf(page: Page, node: string, what: string): Locator {
  return card(page, node).getByRole('button', { name: new RegExp(`^${what} [\\d,]+, list them$`) });
}

/** The state of the run under way, or of the last one. */
export function runState(page: Page): Locator {
  return page.getByTestId('run-state');
}

/** Waits until the newest run is in this state. One that was in it before another was started is taken for it: see `startRun`. */
export async function expectRun(page: Page, state: string): Promise<void> {
  await expect(runState(page)).toHaveAttribute('data-state', state, { timeout: 90_000 });
}

/** Presses Run and waits for the end of the run that it starts. */
export async function runToEnd(page: Page): Promise<void> {
  await startRun(page);
  await expectRun(page, 'done');
}

/** Presses Run and waits until the run is there; it may have ended by then. */
export async function startRun(page: Page): Promise<void> {
  const run = page.getByRole('banner').getByRole('button', { name: 'Run', exact: true });
  // It can be pressed once the project is there, and with it the last run.
  await expect(run).toBeEnabled();
  const shown = runState(page);
  const before = (await shown.isVisible()) ? await shown.getAttribute('data-run') : undefined;
  await run.click();
  await expect(shown).toHaveAttribute('data-run', new RegExp(`^(?!${before}$)`));
}

/** Chooses a node, so that the inspector shows its settings. */
export async function choose(page: Page, node: string): Promise<Locator> {
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await card(page, node).locator('span[title]').first().click();
  await inspector.getByRole('tab', { name: 'Settings' }).click();
  return inspector;
}

/** Goes to a screen by its button in the rail. */
export async function goTo(
  page: Page,
  screen: 'Flow' | 'Light table' | 'Try' | 'Runs' | 'Training' | 'Models' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen }).click();
}

/** A port's handle on a node's card. */
export function port(page: Page, node: string, name: string): Locator {
  return page.locator(`[data-port="${node}.${name}"]`);
}

/** Opens the folder of a path below the home folder in the folder dialog, and takes it. */
export async function pickFolder(page: Page, ...names: string[]): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Choose a folder' });
  for (const name of names)
    await dialog
      .getByRole('region', { name: 'Content of this folder' })
      .getByRole('button', { name })
      .click();
  await dialog.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(dialog).toBeHidden();
}

/** Waits until a node says that it took everything from an earlier run. */
export async function expectReused(page: Page, node: string): Promise<void> {
  await expect(card(page, node).getByRole('img', { name: 'Reused' }).first()).toBeVisible();
}

/** Waits until a node says that it has worked. */
export async function expectNew(page: Page, node: string): Promise<void> {
  await expect(card(page, node).getByRole('img', { name: 'Done', exact: true })).toBeVisible();
}
