import type { Page } from '@playwright/test';
import {
  startTestingEndpoint,
  type TestingEndpoint,
} from '../engine/captioners/endpoint/testing-endpoint.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { expectCounts, expectRun, goTo, runToEnd, startRun } from './flow-page.ts';
import { test as base, expect } from './journey.ts';
import { writePictures } from './pictures.ts';

/** Two servers of one model, which the app does not know yet. */
const test = base.extend<{ servers: readonly [TestingEndpoint, TestingEndpoint] }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that one needs from the pattern
  servers: async ({}, use) => {
    const servers = [await startTestingEndpoint(), await startTestingEndpoint()] as const;
    await use(servers);
    await Promise.all(servers.map((server) => server.close()));
  },
});

test('[CAP20] [CAP21] one of two servers dies in the middle of a run, which goes on with the other', async ({
  app,
  servers,
  page,
}) => {
  const [mortal, lasting] = servers;
  const folder = await writePictures(app.path('pictures'), 24);
  const project = await createEndpointProject(app, folder, { endpoint: 'cluster' });
  await page.goto(await app.start(project));

  await goTo(page, 'Models');
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await page.getByLabel('Address', { exact: true }).fill(mortal.url);
  await page.getByLabel('Model', { exact: true }).fill('test-model');
  await page.getByLabel('Name', { exact: true }).fill('cluster');
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Address 2', { exact: true }).fill(mortal.url);
  await page.getByRole('button', { name: 'Save endpoint' }).click();
  await expect(page.getByText('This address is there already')).toBeVisible();
  await page.getByLabel('Address 2', { exact: true }).fill(lasting.url);
  await page.getByRole('button', { name: 'Free' }).click();
  await page.getByRole('button', { name: 'Save endpoint' }).click();
  await expect(page.getByText('2 addresses')).toBeVisible();

  // Both answer until the first has had five; then it takes requests and dies with them.
  const dying = Promise.withResolvers<void>();
  mortal.setBehaviour(() => {
    if (mortal.log.length < 5) return { kind: 'ok' };
    dying.resolve();
    return { kind: 'hang' };
  });
  await goTo(page, 'Flow');
  await startRun(page);
  await dying.promise;
  await goTo(page, 'Models');
  await expect(memberOf(page, lasting)).toBeVisible();
  await mortal.close();
  await goTo(page, 'Flow');
  await expectRun(page, 'done');
  await expectCounts(page, 'captioner', { In: 24, Kept: 24, Failed: 0 });
  expect(new Set([...mortal.log, ...lasting.log].map(({ image }) => image)).size).toBe(24);

  await goTo(page, 'Models');
  await expect(memberOf(page, mortal).getByRole('button', { name: /^Left out: / })).toBeVisible();
  await expect(memberOf(page, mortal).locator('[data-column=replies]')).toHaveText('4');
  await expect(memberOf(page, lasting).getByRole('button', { name: 'Answers well' })).toBeVisible();
  await expect(memberOf(page, lasting).locator('[data-column=replies]')).toHaveText('20');
});

test('[CAP19] a price is edited, and the spend follows', async ({ app, servers, page }) => {
  const [server] = servers;
  const folder = await writePictures(app.path('pictures'), 3);
  app.environment.EKPHRASIS_ENDPOINT_TEST = `${server.url}|test-model`;
  const project = await createEndpointProject(app, folder);
  await page.goto(await app.start(project));

  await goTo(page, 'Models');
  await expect(page.getByText('No price known')).toBeVisible();
  await page.getByRole('button', { name: 'Add a price' }).click();
  await page.getByLabel('Host of the address').fill(new URL(server.url).host);
  await page.getByLabel('Models, with * for anything').fill('test-*');
  // 300 and 20 tokens a reply: half a dollar.
  await setPrice('1000', '10000');
  await expect(page.getByText('$1,000.00 in, $10,000.00 out a million tokens')).toBeVisible();
  await goTo(page, 'Flow');
  await runToEnd(page);
  await expect(page.getByRole('button', { name: /^Spent \$1\.50/ })).toBeVisible();

  await goTo(page, 'Models');
  await page.getByRole('button', { name: 'Change the price of test-*' }).click();
  await setPrice('2000', '20000');
  await writePictures(app.path('pictures'), 6);
  await goTo(page, 'Flow');
  await runToEnd(page);
  await expectCounts(page, 'captioner', { In: 6, Kept: 6 });
  await expect(page.getByRole('button', { name: /^Spent \$4\.50/ })).toBeVisible();

  await goTo(page, 'Models');
  const cost = page.getByTestId('caption-cost');
  await expect(cost).toHaveText(/test-model\s*pictures\s*6\s*6\s*\$4\.50\s*\$0\.75/);
  await page.getByRole('button', { name: 'Remove the price of test-*' }).click();
  await expect(page.getByText('No price known')).toBeVisible();

  async function setPrice(input: string, output: string): Promise<void> {
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Save price' }) });
    await form.getByLabel('In', { exact: true }).fill(input);
    await form.getByLabel('Out', { exact: true }).fill(output);
    await form.getByRole('button', { name: 'Save price' }).click();
    await expect(form).toBeHidden();
  }
});

/** The row of one address in an endpoint's statistics. */
function memberOf(page: Page, { url }: TestingEndpoint) {
  return page.getByTestId('endpoint-member').filter({ hasText: new URL(url).host });
}
