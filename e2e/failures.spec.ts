import { createEndpointProject } from './endpoint-project.ts';
import { expectCounts, expectRun, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('[RUN6] failed samples are looked at by cause, tried again and skipped, some or all', async ({
  app,
  endpoint,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 9));
  // Three are refused, two are too much for it, whenever they come.
  const pictures: string[] = [];
  let refusing = true;
  endpoint.setBehaviour(({ image }) => {
    if (!pictures.includes(image)) pictures.push(image);
    const place = pictures.indexOf(image);
    if (!refusing || place > 4) return { kind: 'ok' };
    return place < 3
      ? {
          kind: 'status',
          status: 400,
          body: { error: { message: 'The picture cannot be read; asked with Bearer sk-secret-0123456789.' } },
        }
      : { kind: 'status', status: 413, body: { error: { message: 'The picture is too large.' } } };
  });
  await page.goto(await app.start(project));
  await runToEnd(page);
  await expectCounts(page, 'captioner', { In: 9, Kept: 4, Failed: 5 });

  const strip = page.getByRole('region', { name: 'Samples and problems' });
  await strip.getByRole('tab', { name: /^Problems/ }).click();
  const group = (words: string) => strip.getByRole('listitem').filter({ hasText: words });
  await expect(group('refused the request (400).')).toContainText('3');
  await expect(group('refused the request (413).')).toContainText('2');

  // One group opens into its samples, with pictures and with what was answered, less the key.
  await group('(400).').getByRole('button', { name: 'Details' }).click();
  const dialog = page.getByRole('dialog', { name: 'Endpoint' });
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  const first = dialog.getByRole('listitem').first();
  await expect(first.locator('img')).toBeVisible();
  await first.getByText('What was answered').click();
  await expect(first.locator('pre')).toContainText('The picture cannot be read; asked with Bearer [removed]');

  // Two of the three are skipped.
  await expect(dialog.getByText('3 samples')).toBeVisible();
  for (const index of [0, 1])
    await dialog
      .getByRole('checkbox', { name: /^Choose picture/ })
      .nth(index)
      .click();
  await expect(dialog.getByText('2 of 3 chosen')).toBeVisible();
  await dialog.getByRole('button', { name: 'Skip these 2' }).click();
  await expect(dialog.getByText('Skipped', { exact: true })).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(group('(400).')).toContainText('2 skipped');
  await expect(strip.getByRole('tab', { name: /^Problems/ })).toHaveText('Problems3');

  // The next run leaves them out; the other group is tried again by itself.
  refusing = false;
  const asked = endpoint.log.length;
  await group('(413).').getByRole('button', { name: 'Retry' }).click();
  await expectCounts(page, 'captioner', { In: 9, Kept: 6, Rejected: 2, Failed: 1 });
  await expectRun(page, 'done');
  expect(endpoint.log).toHaveLength(asked + 2);

  // What was skipped is taken up again, and with the last one everything is there.
  await strip.getByRole('tab', { name: /^Problems/ }).click();
  await group('skipped').getByRole('button', { name: 'Take up again' }).click();
  await expect(page.getByText('2 samples taken up again by the next run.').first()).toBeVisible();
  await strip.getByRole('button', { name: 'Retry failed', exact: true }).click();
  await expectCounts(page, 'captioner', { In: 9, Kept: 9, Rejected: 0, Failed: 0 });
  await expectRun(page, 'done');
});
