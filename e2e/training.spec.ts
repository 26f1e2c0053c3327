import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { goTo, runToEnd } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { eventsOf, writeJob } from './training-jobs.ts';
import { createTrainingProject, DONE } from './training-project.ts';

const chart = (page: Page) => page.getByTestId('loss-chart');
const state = (page: Page) => page.getByTestId('job-state');
const pointsOf = async (page: Page) => Number(await chart(page).getAttribute('data-points'));

test('[SCREEN4] [SCREEN6] [SCREEN7] a job is followed while it is at work, read by keys, and paused', async ({
  app,
  endpoint,
  page,
}) => {
  test.slow();
  expect(endpoint.url).toBeTruthy();
  const { path, train } = await createTrainingProject(app);
  await page.goto(await app.start(path));
  // The pictures get to be known.
  await runToEnd(page);
  const trainer = await train();
  await goTo(page, 'Training');

  // The job at work comes first, and its curve grows.
  await expect(page.getByRole('heading', { name: 'Fine-tune', level: 1 })).toBeVisible();
  await expect(state(page)).toHaveAttribute('data-state', 'training');
  await expect.poll(() => pointsOf(page)).toBeGreaterThan(DONE);
  const before = await pointsOf(page);
  await expect.poll(() => pointsOf(page)).toBeGreaterThan(before);
  await expect(page.getByText('#1 Fine-tune')).toBeVisible();

  // It is read step by step, and zoomed, without a mouse.
  await chart(page).focus();
  await page.keyboard.press('Home');
  await expect(chart(page)).toHaveAttribute(
    'aria-valuetext',
    /^Step 1: train, smoothed [\d.]+, train [\d.]+/,
  );
  await page.keyboard.press('ArrowRight');
  await expect(chart(page)).toHaveAttribute('aria-valuenow', '2');
  await page.keyboard.press('+');
  await expect(page.getByRole('combobox', { name: 'Steps shown' })).toHaveText('Zoomed');
  await page.keyboard.press('0');
  await expect(page.getByRole('combobox', { name: 'Steps shown' })).toHaveText('All steps');

  // Smoothing and scale; then the same as a table.
  await page.getByRole('textbox', { name: 'Smoothing' }).fill('0');
  await page.getByRole('radio', { name: 'Log' }).click();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  const first = page.getByRole('region', { name: 'Curves of this job' }).getByRole('row').nth(1);
  await expect(first.getByRole('rowheader')).toHaveText('1');
  const [raw, smoothed] = await first.getByRole('cell').allInnerTexts();
  expect(raw).toBe(smoothed);
  await page.getByRole('button', { name: 'Show as a chart' }).click();
  await page.getByRole('radio', { name: 'Linear' }).click();
  await page.getByRole('textbox', { name: 'Smoothing' }).fill('0.9');

  // What the checkpoints say, beside the teacher.
  const said = page.getByTestId('checkpoint-says');
  await expect(said).toHaveCount(3);
  await expect(page.getByTestId('teacher-says')).toContainText('A white rocket');
  await expect(said.first().locator('ins').first()).toContainText('upright');
  await expect(said.last().locator('ins')).toHaveCount(0);
  await page.getByRole('button', { name: 'Next image' }).click();
  await expect(page.getByTestId('teacher-says')).toContainText('A tabby cat');
  await page.getByRole('button', { name: 'Previous image' }).click();
  await expectAccessible(page, 'training job');
  await page.emulateMedia({ colorScheme: 'dark' });
  await chart(page).hover({ position: { x: 380, y: 150 } });
  await guidePicture(page, 'training-job');

  // A checkpoint, and then the pause.
  const checkpoints = page.getByTestId('checkpoint');
  await expect(checkpoints).toHaveCount(3);
  await page.getByRole('button', { name: 'Save a checkpoint' }).click();
  await expect(checkpoints).toHaveCount(4);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const asked = page.getByRole('dialog', { name: 'Stop this job' });
  await expect(asked).toContainText('are done again if it goes on');
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'stopped');
  await expect(page.getByRole('button', { name: 'Go on', exact: true })).toBeVisible();
  await expect(checkpoints).toHaveCount(5);
  trainer.kill();

  // Another tab shows the same.
  await page.reload();
  await expect(state(page)).toHaveAttribute('data-state', 'stopped');
});

test('[SCREEN2] [SCREEN8] a failed job says why; jobs are listed and compared', async ({
  app,
  endpoint,
  page,
}) => {
  test.slow();
  expect(endpoint.url).toBeTruthy();
  const { path, train } = await createTrainingProject(app);
  await page.goto(await app.start(path));
  await runToEnd(page);
  await goTo(page, 'Training');
  await page.getByRole('button', { name: 'All jobs' }).first().click();
  await expect(page.getByTestId('job-row')).toHaveCount(3);
  await expectAccessible(page, 'training jobs');

  await page.getByRole('button', { name: 'Open #2 Fine-tune' }).click();
  const failure = page.getByTestId('job-failure');
  await expect(failure).toContainText('The loss is not a number since step 241.');
  await expect(failure).toContainText('Lower the learning rate, or train in fp32.');
  await expect(failure).toContainText('LOSS_NAN');
  const log = page.getByRole('region', { name: 'Log' });
  await expect(log).toContainText('four times its average');
  await expect(log).toContainText('FloatingPointError');
  await expectAccessible(page, 'failed job');

  // One whose process has gone says where it would go on.
  const trainer = await train();
  await page.getByRole('button', { name: 'All jobs' }).first().click();
  await page.getByRole('button', { name: 'Open #3 Fine-tune' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'training');
  trainer.kill('SIGKILL');
  await expect(state(page)).toHaveAttribute('data-state', 'ended');
  await expect(failure).toContainText('it goes on from the checkpoint of step 600');

  await page.getByRole('button', { name: 'All jobs' }).first().click();
  await page.getByRole('checkbox', { name: 'Choose #1 Fine-tune' }).click();
  await page.getByRole('checkbox', { name: 'Choose #3 Fine-tune' }).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { name: '2 jobs compared' })).toBeVisible();
  const compared = page.getByRole('region', { name: 'Results' });
  await expect(compared.getByRole('columnheader')).toContainText(['Job', 'learning_rate', 'State']);
  await expect(page.getByTestId('compared-job').filter({ hasText: '#1' })).toContainText('1e-5');
  await expect(page.getByTestId('compared-job').filter({ hasText: '#3' })).toContainText('2e-5');
  await expect(page.getByText('A white rocket')).toHaveCount(1);
  await expectAccessible(page, 'compared jobs');
  await page.emulateMedia({ colorScheme: 'dark' });
  await guidePicture(page, 'training-compare');

  // Removing says what goes, and the list is without it.
  await page.getByRole('button', { name: 'All jobs' }).first().click();
  await page.getByRole('button', { name: 'Open #2 Fine-tune' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove the job' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByTestId('job-row')).toHaveCount(2);
});

test('[SCREEN3] [SCREEN5] a long job is drawn from few points, and at 200 % zoom nothing is cut off', async ({
  app,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 1));
  const steps = 60_000;
  await writeJob(project, {
    number: 1,
    events: [
      ...eventsOf({ done: steps, steps, checkpointEvery: 10_000 }),
      { kind: 'state', at: Date.now(), state: 'done' },
    ],
  });
  await page.goto(await app.start(project));
  await goTo(page, 'Training');
  await expect(chart(page)).toHaveAttribute('data-points', '7500');
  await expect(page.getByText('each point is the mean of 8 steps')).toBeVisible();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  // All held-out losses are in it, whatever else is.
  await expect(page.getByText(/^20\d of 7,500 points, evenly chosen$/)).toBeVisible();
  await page.getByRole('button', { name: 'Show as a chart' }).click();

  for (const [width, height] of [
    [1024, 640],
    [640, 400],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByRole('heading', { name: 'Recipe' }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('heading', { name: 'Recipe' })).toBeVisible();
    const wider = await page.evaluate(() => {
      const main = document.querySelector('[data-region="main"] > div');
      return main ? main.scrollWidth - main.clientWidth : 0;
    });
    expect(wider).toBeLessThanOrEqual(1);
  }
  await expectAccessible(page, 'training at 200 %');
});

test('[SCREEN10] without jobs and without the trainer the screen says what will stand here, and how large it is', async ({
  app,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 1));
  await page.goto(await app.start(project));
  await goTo(page, 'Training');
  await expect(page.getByRole('heading', { name: 'No training yet' })).toBeVisible();
  const environment = page.getByTestId('trainer-environment');
  await expect(environment).toContainText('The trainer is not set up');
  await expect(environment).toContainText(/[\d.]+ [MG]B to download, [\d.]+ GB on the disk/);
  await expect(environment.getByRole('button', { name: 'Set up' })).toBeVisible();
  await expectAccessible(page, 'no training');
  await page.emulateMedia({ colorScheme: 'dark' });
  await guidePicture(page, 'training-empty');
  await page.getByRole('button', { name: 'Go to the flow' }).click();
  await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible();
});
