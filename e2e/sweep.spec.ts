import { readFile } from 'node:fs/promises';
import type { SweepRow } from '../core/training/sweep.ts';
import { studiesFolderOf } from '../engine/training/study/study-folder.ts';
import { writeSweep } from '../engine/training/study/sweep-folder.ts';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { goTo } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { eventsOf, writeJob } from './training-jobs.ts';

const START = 1_795_000_000_000;

/** Two captions by three seeds; the better ones lose less. The last one of the worse has failed. */
const ROWS: readonly SweepRow[] = ['first', 'second'].flatMap((captions, place) =>
  [1, 2, 3].map((seed): SweepRow => {
    const settings = { captions, visionFrom: 12, seed };
    if (place === 1 && seed === 3)
      return {
        settings,
        state: 'failed',
        jobs: ['2'.repeat(32)],
        error: { code: 'TRAINER_FAILED', message: 'The device is full.', remedy: 'Take less.', attempts: 1 },
      };
    const heldOutLoss = 0.61 + place * 0.13 + seed * 0.004;
    const measures = { count: 0.8 - place * 0.2 + seed * 0.01, colour: 0.7 - place * 0.25, position: 0.66 };
    return {
      settings,
      state: 'done',
      jobs: ['1'.repeat(32)],
      loss: heldOutLoss - 0.05,
      heldOutLoss,
      agreement: 0.71 - place * 0.1,
      measures,
      seconds: 240 + seed,
    };
  }),
);

test('[SWEEP8] the table of a sweep is sorted, summed up over seeds, and written as CSV', async ({
  app,
  endpoint,
  page,
}) => {
  expect(endpoint.url).toBeTruthy();
  const path = await createEndpointProject(app, await writePictures(app.path('pictures'), 2));
  await writeJob(path, {
    number: 1,
    events: [...eventsOf({ steps: 20, done: 20 }), { kind: 'state', at: START, state: 'done' }],
  });
  await writeSweep(studiesFolderOf(path), 'a'.repeat(32), {
    node: 'sweep',
    run: 3,
    title: 'Captions in pre-training',
    startedAt: START,
    changedAt: START + 600_000,
    names: ['captions', 'visionFrom', 'seed'],
    rows: ROWS,
  });
  await page.goto(await app.start(path));
  await goTo(page, 'Training');
  await page.getByRole('button', { name: 'All jobs' }).first().click();
  await page.getByRole('button', { name: 'Open the sweep Captions in pre-training' }).click();
  await expect(page.getByText('run #3, 5 of 6 runs, 1 failed')).toBeVisible();
  const rows = page.getByTestId('sweep-row');
  await expect(rows).toHaveCount(6);

  // The worst end first where more is better, then the other, then as it was asked for.
  const heldOut = page.getByRole('columnheader', { name: 'Held out' });
  await page.getByRole('button', { name: 'Sort by Held out' }).click();
  await expect(heldOut).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.first()).toContainText('0.614');
  await page.getByRole('button', { name: 'Sort by Held out' }).click();
  await expect(rows.first()).toContainText('0.748');
  await expect(rows.last()).toContainText('Failed');
  await page.getByRole('button', { name: 'Sort by Held out' }).click();
  await expect(heldOut).toHaveAttribute('aria-sort', 'none');
  await guidePicture(page, 'sweep-runs');

  await page.getByRole('radio', { name: 'Mean over seeds' }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('0.618 ± 0.004');
  await expect(rows.last()).toContainText('2');
  await guidePicture(page, 'sweep-means');
  await expectAccessible(page, 'sweep');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('Captions in pre-training.csv');
  const [head, first] = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(head).toMatch(/^captions,visionFrom,runs,loss mean,loss sd,/);
  expect(first).toMatch(/^first,12,3,0\.56/);

  // A run leads to its job, and back.
  await page.getByRole('radio', { name: 'Each run' }).click();
  await rows.first().getByRole('button', { name: 'Done' }).click();
  await expect(page.getByTestId('job-state')).toHaveAttribute('data-state', 'done');
});
