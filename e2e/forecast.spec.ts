import { createEndpointProject } from './endpoint-project.ts';
import { expectRun } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

const FOLDERS = { coco: 36, sam: 18, art: 6 };
const NAMES = Object.entries(FOLDERS).flatMap(([folder, count]) =>
  Array.from({ length: count }, (_, index) => `${folder}/${index + 1}.png`),
);

test('[RUN12] [RUN7] a trial says what all will take, and all is run under its cap', async ({
  app,
  endpoint,
  page,
}) => {
  app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|1000|2000`;
  endpoint.setBehaviour(async ({ image }, earlier) => {
    const chance = Number.parseInt(image.slice(0, 8), 16) / 2 ** 32;
    await new Promise((resolve) => setTimeout(resolve, 20 + 60 * chance));
    if (chance < 0.1 && earlier === 0)
      return { kind: 'reply', finishReason: 'content_filter', message: { content: '' } };
    const extra = Math.round(chance * 100);
    return { kind: 'reply', usage: { prompt_tokens: 40, completion_tokens: 20 + extra } };
  });
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), NAMES), {
    maxTokens: 200,
  });
  await page.goto(await app.start(project));

  await page.getByRole('button', { name: 'More ways to run' }).click();
  await page.getByRole('menuitem', { name: 'Forecast on a sample…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Forecast' });
  await dialog.getByRole('textbox', { name: 'Samples to try' }).fill('20');
  await dialog.getByRole('textbox', { name: 'Spend at most' }).fill('50');
  await dialog.getByRole('button', { name: 'Try 20 samples' }).click();

  const forecast = dialog.getByTestId('forecast');
  await expect(forecast).toContainText('From 20 of 60 samples', { timeout: 40_000 });
  expect(endpoint.log).toHaveLength(20);
  const cost = forecast.locator('[data-figure="costUsd"]');
  await expect(cost).toContainText(/Cost\$\d+\.\d\d\$\d+\.\d\d – \$\d+\.\d\d/);
  await forecast.getByRole('button', { name: 'Details of Endpoint' }).click();
  await expect(forecast).toContainText('20 samples of the trial came here');
  await expect(dialog).toContainText('What this takes for granted');

  await dialog.getByRole('button', { name: /^Run all with a cap of \$\d/ }).click();
  await expect(dialog).toBeHidden();
  // The trial is done already, and is a run as well.
  await expect(page.getByRole('tab', { name: /^Runs/ })).toHaveText('Runs2');
  await expectRun(page, 'done');
  expect(endpoint.log).toHaveLength(60);
  const meter = page.getByRole('button', { name: /^Spent \$\d+\.\d\d of \$\d+/ });
  await meter.click();
  const money = page.getByRole('dialog', { name: 'Budget cap' });
  await expect(money).toContainText('By node');
  await expect(money).toContainText(/Endpoint\$\d+\.\d\d/);
});

test('[RUN7] what a kill left behind is shown and settled', async ({ app, endpoint, page }) => {
  app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|1000|2000`;
  endpoint.setBehaviour({ kind: 'hang' });
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 3));
  app.spawn('run', project);
  await expect.poll(() => endpoint.log.length).toBe(3);
  await app.kill();

  await page.goto(await app.start(project));
  await page.getByRole('button', { name: /^Spent / }).click();
  const money = page.getByRole('dialog', { name: 'Budget cap' });
  await expect(money).toContainText('3 requests were under way when a run was cut off');
  await money.getByRole('textbox', { name: 'Billed for them' }).fill('1.25');
  await money.getByRole('button', { name: 'Settle' }).click();
  await expect(money).not.toContainText('Left behind');
  await expect(page.getByRole('button', { name: 'Spent $1.25, no cap' })).toBeVisible();
});
