import { PRETEND, pretendModel } from '../engine/serving/testing-servers.ts';
import { expectAccessible } from './accessibility.ts';
import { choose, goTo, pickFolder, runToEnd } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis } from './served-app.ts';

test.skip(process.platform === 'win32', 'Windows starts no scripts by their first line');

test('[SERVE1] [SERVE3] a model folder is served, chosen as a captioner, stopped, and starts again by itself', async ({
  app,
  page,
}) => {
  test.slow();
  // Stands for a Python with the trainer’s packages: a server process without a model.
  app.environment.EKPHRASIS_TRAINER_PYTHON = PRETEND;
  pretendModel(app.path('student'));
  await writePictures(app.path('pictures'), 4);
  await ekphrasis(app, 'new', 'p.ekp', '--template', 'caption-folder');
  await ekphrasis(app, 'run', 'p.ekp', '--limit', '1', '--set', 'images.folder=pictures');
  await page.goto(await app.start('p.ekp'));

  await goTo(page, 'Models');
  await page.getByRole('button', { name: 'Serve a model folder' }).click();
  await pickFolder(page, 'student');
  const served = page.getByTestId('served-model');
  await expect(served).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  await expect(served).toContainText('transformers on CPU');
  await expectAccessible(page, 'Models with a served model');
  await guidePicture(page, 'serving', page.getByRole('region', { name: 'Models served by the app' }));

  // What it wrote is a press away.
  await served.getByRole('button', { name: 'More about student' }).click();
  await page.getByRole('menuitem', { name: 'Log' }).click();
  await expect(page.getByRole('dialog', { name: 'Log of student' })).toBeVisible();
  await page.keyboard.press('Escape');

  // A captioner takes it like any endpoint; it starts when it is asked.
  await served.getByRole('button', { name: 'Stop student' }).click();
  await expect(served).toHaveAttribute('data-state', 'stopped');
  await goTo(page, 'Flow');
  const inspector = await choose(page, 'captioner');
  await inspector.getByRole('button', { name: 'Change', exact: true }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose a captioner' });
  await chooser.getByRole('radio', { name: 'student' }).check();
  await chooser.getByRole('button', { name: 'Use this captioner' }).click();
  await expect(chooser).toBeHidden();
  await runToEnd(page);
  await expect(page.getByText(/A caption by student-[0-9a-f]{12}\./).first()).toBeVisible();
  await goTo(page, 'Models');
  await expect(served).toHaveAttribute('data-state', 'ready');

  // The app crashes: its next start finds the server, and stops it in the end.
  await page.goto('about:blank');
  await app.kill();
  await page.goto(await app.start('p.ekp'));
  await goTo(page, 'Models');
  await expect(served).toHaveAttribute('data-state', 'ready');
  await served.getByRole('button', { name: 'More about student' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
  await expect(served).toBeHidden();
});
