import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import {
  startTestingBatchServer,
  type TestingBatchServer,
} from '../engine/captioners/batch/testing-batch-server.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, expectCounts, expectRun, startRun } from './flow-page.ts';
import { test as base, expect } from './journey.ts';
import { writePictures } from './pictures.ts';
import type { ServedApp } from './served-app.ts';

const test = base.extend<{ provider: TestingBatchServer }>({
  provider: async ({ app }, use) => {
    const provider = await startTestingBatchServer();
    enterEndpoint(app, provider.url);
    await use(provider);
    await provider.close();
  },
});

/** The endpoint `test` as a user enters it, with the provider's prices. US dollars a million tokens. */
function enterEndpoint(app: ServedApp, url: string): void {
  const direct = { inputPerMillion: 100, outputPerMillion: 200 };
  const price = { ...direct, batchInputPerMillion: 50, batchOutputPerMillion: 100 };
  mkdirSync(app.path('data'), { recursive: true });
  const endpoints = [{ name: 'test', url, model: 'test-model', price }];
  writeFileSync(app.path('data', 'settings.json'), JSON.stringify({ endpoints }));
}

const strip = (page: Page) => page.getByRole('region', { name: 'Samples and problems' });
const row = (page: Page, id: number) => page.getByTestId('batch').filter({ hasText: `#${id}` });
const waits = (page: Page, text: string) =>
  expect(card(page, 'captioner')).toContainText(text, { timeout: 20_000 });

/** Where a person wants to look at the screens of this journey, in both themes. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.EKPHRASIS_SHOTS;
  if (folder === undefined) return;
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, animations: 'disabled' });
  }
}

test('[BAT4] [BAT8] batches are planned, waited for, cancelled and collected, and what came meanwhile is taken by the next run', async ({
  app,
  provider,
  page,
}) => {
  const pictures = await writePictures(app.path('pictures'), 6);
  const project = await createEndpointProject(app, pictures, { delivery: 'batch', maxTokens: 64 });
  await page.goto(await app.start(project));

  // Before anything is sent: what would be sent, and what it costs at most.
  await strip(page).getByRole('tab', { name: 'Batches' }).click();
  await expect(page.getByTestId('batch-plan')).toContainText('Next run');

  // The node says what it waits for; the tab shows how far the provider is.
  await startRun(page);
  await waits(page, 'Waits for batch 1 of 1');
  const [first] = provider.batches;
  provider.progress(first?.id ?? '', 4);
  await strip(page)
    .getByRole('tab', { name: /^Batches/ })
    .click();
  await strip(page).getByRole('button', { name: 'Ask now' }).click();
  await waits(page, '4 of 6 done');
  await expect(row(page, 1)).toContainText('In progress');
  await expect(row(page, 1)).toContainText('4 / 6');
  await shoot(page, 'batches-waiting');

  // An expired batch gives what was done; the rest goes into the next one.
  const [bad] = first?.requests ?? [];
  provider.outcome = ({ image }) =>
    image === bad?.image
      ? { kind: 'status', status: 400, message: 'The picture is too plain.' }
      : { kind: 'reply' };
  provider.end(first?.id ?? '', 'expired', 4);
  await strip(page).getByRole('button', { name: 'Ask now' }).click();
  await waits(page, 'Waits for batch 2 of 2');
  await expect(row(page, 1)).toContainText('Expired');
  await row(page, 1).getByRole('button', { name: '3 failures' }).click();
  const failures = page.getByRole('dialog', { name: 'Failures of batch 1' });
  await expect(failures.getByText('refused the request (400)')).toBeVisible();
  await expect(failures.getByRole('button', { name: 'Open image' })).toHaveCount(3);
  await shoot(page, 'batches-failures');
  await page.keyboard.press('Escape');

  // Cancelled by the person: the rest waits for the next run.
  await row(page, 2).getByRole('button', { name: 'Cancel batch' }).click();
  const question = page.getByRole('dialog', { name: 'Cancel batch 2?' });
  await question.getByRole('button', { name: 'Cancel batch' }).click();
  await expectRun(page, 'done');
  await expectCounts(page, 'captioner', { In: 6, Kept: 3, Failed: 3 });
  await expect(row(page, 2)).toContainText('Cancelled');

  // A stop ends the waiting and not the batch; what comes meanwhile is offered, and costs nothing again.
  await startRun(page);
  await waits(page, 'Waits for batch 1 of 1');
  await page.getByRole('button', { name: 'Stop run' }).click();
  await expectRun(page, 'stopped');
  provider.end(provider.batches[2]?.id ?? '');
  await strip(page)
    .getByRole('tab', { name: /^Batches/ })
    .click();
  await strip(page).getByRole('button', { name: 'Ask now' }).click();
  await expect(strip(page)).toContainText('2 replies are ready');
  await shoot(page, 'batches-ready');
  const asked = provider.log.length;
  await strip(page).getByRole('button', { name: 'Run', exact: true }).click();
  await expectCounts(page, 'captioner', { In: 6, Kept: 5, Failed: 1 });
  await expectRun(page, 'done');
  expect(provider.log).toHaveLength(asked);
  await shoot(page, 'batches-done');
});
