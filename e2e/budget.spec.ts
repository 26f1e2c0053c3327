import { createEndpointProject } from './endpoint-project.ts';
import { card, expectCounts, expectRun, runToEnd, startRun } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('[RUN7] a run pauses before the cap, and goes on when the cap is raised', async ({
  app,
  endpoint,
  page,
}) => {
  // 300 and 20 tokens a reply at 1 and 10 dollars a thousand, written as a million: half a dollar a caption.
  app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|1000|10000`;
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 6), {
    concurrency: 1,
    maxTokens: 20,
  });
  await page.goto(await app.start(project));
  await setCap('2.40');
  await startRun(page);
  await expectRun(page, 'paused');

  const captioner = card(page, 'captioner');
  await expect(captioner).toContainText('Paused before the cap');
  const paid = endpoint.log.length;
  expect(paid).toBeGreaterThan(0);
  expect(paid).toBeLessThan(6);
  await expect(captioner).toHaveAccessibleName(/^Endpoint, captioner, paused, /);

  await captioner.getByRole('button', { name: 'Raise the cap' }).click();
  await fillCap('100');
  await expectRun(page, 'done');
  await expectCounts(page, 'captioner', { In: 6, Kept: 6, Failed: 0 });
  expect(endpoint.log).toHaveLength(6);
  await expect(page.getByRole('button', { name: 'Spent $3.00 of $100' })).toBeVisible();
  await runToEnd(page);
  expect(endpoint.log).toHaveLength(6);

  async function setCap(usd: string): Promise<void> {
    await page.getByRole('button', { name: /^Spent / }).click();
    await fillCap(usd);
  }

  async function fillCap(usd: string): Promise<void> {
    const dialog = page.getByRole('dialog').filter({ hasText: 'Budget cap' });
    await dialog.getByRole('textbox').fill(usd);
    await dialog.getByRole('button', { name: 'Set cap' }).click();
    await expect(dialog).toBeHidden();
  }
});
