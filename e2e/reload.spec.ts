import type { Page } from '@playwright/test';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, countOf, expectCounts, expectRun, goTo, startRun } from './flow-page.ts';
import { collectFaults, expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { createTrainingProject } from './training-project.ts';
import { Turnstile } from './turnstile.ts';

test('a reload in the middle of a run changes nothing', async ({ app, endpoint, page }) => {
  const folder = await writePictures(app.path('pictures'), 12);
  const project = await createEndpointProject(app, folder, { concurrency: 1 });
  const turnstile = new Turnstile();
  endpoint.setBehaviour(() => turnstile.pass());
  await page.goto(await app.start(project));
  const inspector = await choose(page, 'filter');
  await startRun(page);
  turnstile.let(3);
  await expectCounts(page, 'captioner', { Kept: 3 });

  await page.reload();
  await expectRun(page, 'running');
  await expectCounts(page, 'captioner', { In: 12, Kept: 3 });
  await expect(inspector.getByRole('heading', { name: 'Length filter' })).toBeVisible();
  await expect(page.getByTestId('live-sample')).toHaveCount(3);
  turnstile.let(2);
  await expectCounts(page, 'captioner', { Kept: 5 });

  // Another screen is kept, too.
  await goTo(page, 'Light table');
  await expect(page.getByRole('gridcell', { name: /1 caption$/ })).toHaveCount(5);
  await page.reload();
  await expect(page.getByRole('gridcell', { name: /1 caption$/ })).toHaveCount(5);
  turnstile.let(1);
  await expect(page.getByRole('gridcell', { name: /1 caption$/ })).toHaveCount(6);
  await goTo(page, 'Flow');

  // One at a time is asked for: the seventh waits at the turnstile.
  await expect.poll(() => endpoint.log.length).toBe(7);
  // Pause lets what is in flight finish; then nothing moves, before and after a reload.
  await page.getByRole('button', { name: 'Pause run' }).click();
  await expectRun(page, 'paused');
  const asked = 7;
  turnstile.open();
  await expectCounts(page, 'captioner', { Kept: asked });
  await page.reload();
  await expectRun(page, 'paused');
  await expectCounts(page, 'captioner', { Kept: asked });
  expect(endpoint.log).toHaveLength(asked);

  turnstile.shut();
  await page.getByRole('button', { name: 'Resume run' }).click();
  await expectRun(page, 'running');
  await expect.poll(() => endpoint.log.length).toBeGreaterThan(asked);
  await page.getByRole('button', { name: 'Stop run' }).click();
  await expectRun(page, 'stopped');
  await expect(page.getByRole('button', { name: 'Stop run' })).toBeHidden();
  await expectCounts(page, 'captioner', { Kept: asked });
  await page.reload();
  await expectRun(page, 'stopped');
  await expect(card(page, 'captioner').getByRole('img', { name: 'Stopped' }).first()).toBeVisible();

  // The next run takes up what is left, and only that.
  turnstile.open();
  const before = endpoint.log.length;
  await startRun(page);
  await expectRun(page, 'done');
  await expectCounts(page, 'dataset', { In: 12, Kept: 12 });
  await expect(countOf(page, 'captioner', 'Kept')).toHaveText('12');
  expect(endpoint.log).toHaveLength(before + 12 - asked);
});

test('[HIST10] [HIST15] a reload comes back to the same place, with what was half written and what is wrong; another window is in step', async ({
  app,
  endpoint,
  page,
  context,
}) => {
  const turnstile = new Turnstile();
  endpoint.setBehaviour(() => turnstile.pass());
  const { path } = await createTrainingProject(app);
  const address = await app.start(path);
  await page.goto(address);
  const other = await context.newPage();
  const faults = collectFaults(other);
  await other.goto(new URL('/', address).href);
  await expect(card(other, 'prompt')).toBeVisible();

  // What is wrong stays in its field, and out of the flow.
  const inspector = await choose(page, 'filter');
  const least = inspector.getByRole('textbox', { name: 'At least' });
  await least.fill('seven');
  await expect(inspector.getByText('Enter a number')).toBeVisible();
  await page.reload();
  await expect(least).toHaveValue('seven');
  await expect(inspector.getByText('Enter a number')).toBeVisible();
  await expect(card(page, 'filter')).toContainText('at least 40');
  await expect(card(other, 'filter')).toContainText('at least 40');
  await expect(page.getByTestId('saved-state')).toHaveAttribute('data-state', 'saved');

  // A prompt is reloaded away in the middle of a word.
  await choose(page, 'prompt');
  const prompt = inspector.getByRole('textbox', { name: 'Prompt', exact: true });
  await prompt.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Name what is in the midd');
  await page.reload();
  await expect(prompt).toHaveText('Describe the image. Name what is in the midd');
  await expect(card(other, 'prompt')).toContainText('Name what is in the midd');

  // The view, the tabs, a strip that was opened, and a run.
  await startRun(page);
  await page.getByRole('tab', { name: /^Runs/ }).click();
  await inspector.getByRole('tab', { name: 'Notes' }).click();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(() => kept(page, 'viewport')).not.toBe('null');
  const before = await place(page);
  await page.reload();
  await expect(inspector.getByRole('tab', { name: 'Notes' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: /^Runs/ })).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => place(page)).toBe(before);
  await expectRun(page, 'running');
  await expectRun(other, 'running');
  await page.getByRole('button', { name: 'Fold the strip' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Unfold the strip' })).toBeVisible();
  turnstile.open();
  await expectRun(page, 'done');
  await expectRun(other, 'done');

  // Another screen, and what was chosen on it.
  await goTo(page, 'Training');
  await page.getByRole('button', { name: 'All jobs' }).first().click();
  await page.getByRole('button', { name: 'Open #2 Fine-tune' }).click();
  await expect(page.getByTestId('job-failure')).toContainText('LOSS_NAN');
  await page.reload();
  await expect(page.getByTestId('job-failure')).toContainText('LOSS_NAN');
  await expect(other.getByRole('region', { name: 'Canvas' })).toBeVisible();
  expect(faults).toEqual([]);
});

/** Where the canvas stands. */
function place(page: Page): Promise<string> {
  return page.locator('.react-flow__viewport').evaluate((view) => (view as HTMLElement).style.transform);
}

/** A part of what this tab remembers of the screen. */
function kept(page: Page, part: string): Promise<string> {
  return page.evaluate(
    (name) =>
      JSON.stringify(JSON.parse(sessionStorage.getItem('ekphrasis.screen') ?? '{}').state?.[name] ?? null),
    part,
  );
}
