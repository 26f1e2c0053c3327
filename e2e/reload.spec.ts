import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, countOf, expectCounts, expectRun, goTo, startRun } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
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
