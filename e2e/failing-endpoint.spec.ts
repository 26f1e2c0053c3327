import { createEndpointProject } from './endpoint-project.ts';
import { card, countOf, expectCounts, expectRun, runToEnd, startRun } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('[RUN6] failures stand on their node, grouped by cause, and "Retry failed" repairs them', async ({
  app,
  endpoint,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 5));
  // Two pictures are refused for good.
  const pictures: string[] = [];
  endpoint.setBehaviour(({ image }) => {
    if (!pictures.includes(image)) pictures.push(image);
    return pictures.indexOf(image) < 2
      ? { kind: 'status', status: 400, body: { error: { message: 'The picture cannot be read.' } } }
      : { kind: 'ok' };
  });
  await page.goto(await app.start(project));
  await runToEnd(page);

  await expectCounts(page, 'captioner', { In: 5, Kept: 3, Failed: 2 });
  await expectCounts(page, 'filter', { In: 3, Kept: 3 });
  const strip = page.getByRole('region', { name: 'Samples and problems' });
  await expect(strip.getByRole('tab', { name: /^Problems/ })).toHaveText('Problems2');
  await strip.getByRole('tab', { name: /^Problems/ }).click();
  const group = strip.getByRole('listitem').filter({ hasText: 'refused the request (400).' });
  await expect(group).toHaveCount(1);
  await expect(group).toContainText('2');
  await expect(group.getByRole('button', { name: /^Open image .*picture-0\d\.png$/ })).toHaveCount(2);

  // The number leads to the samples behind it, with the server's words.
  await countOf(page, 'captioner', 'Failed').click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(
    inspector.getByRole('listitem').filter({ hasText: 'The picture cannot be read.' }),
  ).toHaveCount(2);

  // A bare run leaves what failed for good alone; "Retry failed" asks for just that.
  const asked = endpoint.log.length;
  await runToEnd(page);
  expect(endpoint.log).toHaveLength(asked);
  endpoint.setBehaviour({ kind: 'ok' });
  await strip.getByRole('tab', { name: /^Problems/ }).click();
  await strip.getByRole('button', { name: 'Retry failed', exact: true }).click();
  await expectCounts(page, 'captioner', { In: 5, Kept: 5, Failed: 0 });
  await expectCounts(page, 'dataset', { In: 5, Kept: 5 });
  await expectRun(page, 'done');
  expect(endpoint.log).toHaveLength(asked + 2);
  await expect(strip.getByRole('tab', { name: /^Problems/ })).toHaveText('Problems');
});

test('[RUN6] a server in trouble for a moment is asked again by itself', async ({ app, endpoint, page }) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 3));
  endpoint.setBehaviour((_, earlier) => (earlier === 0 ? { kind: 'status', status: 500 } : { kind: 'ok' }));
  await page.goto(await app.start(project));
  await runToEnd(page);
  await expectCounts(page, 'captioner', { In: 3, Kept: 3, Failed: 0 });
  expect(endpoint.log).toHaveLength(6);
});

test.describe('with a key', () => {
  test.use({ endpointOptions: { key: 'the-right-key' } });

  test('[RUN6] a wrong key pauses the run, and the node asks for another', async ({
    app,
    endpoint,
    page,
  }) => {
    const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 3));
    await page.goto(await app.start(project));

    // Without any key nothing can be sent; the node says so with what repairs it.
    await startRun(page);
    await expectRun(page, 'paused');
    const fix = card(page, 'captioner').getByTestId('node-fix');
    await expect(fix).toContainText('refused the key');
    await enterKey('a-wrong-key');
    const refused = endpoint.refused;
    await page.getByRole('button', { name: 'Resume run' }).click();
    await expect.poll(() => endpoint.refused).toBeGreaterThan(refused);
    await expect(fix).toContainText('refused the key');
    await expectRun(page, 'paused');
    expect(endpoint.log, 'requests that passed').toHaveLength(0);

    await enterKey('the-right-key');
    await page.getByRole('button', { name: 'Resume run' }).click();
    await expectRun(page, 'done');
    await expectCounts(page, 'captioner', { In: 3, Kept: 3, Failed: 0 });
    await expect(fix).toBeHidden();

    async function enterKey(key: string): Promise<void> {
      await fix.getByRole('button', { name: 'Enter a key' }).click();
      const dialog = page.getByRole('dialog', { name: 'Choose a captioner' });
      await dialog.getByLabel('Key', { exact: true }).fill(key);
      await dialog.getByRole('button', { name: 'Save endpoint' }).click();
      await expect(dialog.getByText('Key stored')).toBeVisible();
      await dialog.getByRole('button', { name: 'Use this captioner' }).click();
      await expect(dialog).toBeHidden();
    }
  });
});
