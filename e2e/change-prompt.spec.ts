import { testingCaption } from '../engine/captioners/endpoint/testing-endpoint.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { choose, expectCounts, expectNew, expectReused, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('[RUN4] what is changed is worked out again, and only that', async ({ app, endpoint, page }) => {
  const folder = await writePictures(app.path('pictures'), 4);
  const project = await createEndpointProject(app, folder);
  await page.goto(await app.start(project));
  await runToEnd(page);
  await expectCounts(page, 'captioner', { In: 4, Kept: 4 });
  await expectCounts(page, 'dataset', { In: 4, Kept: 4 });
  expect(endpoint.log.map(({ prompt }) => prompt)).toEqual(Array(4).fill('Describe the image.'));

  // Nothing changed: nothing is asked.
  await runToEnd(page);
  for (const id of ['images', 'prompt', 'captioner', 'filter', 'dataset']) await expectReused(page, id);
  expect(endpoint.log).toHaveLength(4);

  // Another prompt: the captioner asks again, the source is as it was.
  const settings = await choose(page, 'prompt');
  await settings.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Name the colour.');
  await runToEnd(page);
  await expectReused(page, 'images');
  await expectNew(page, 'prompt');
  await expectNew(page, 'captioner');
  await expectCounts(page, 'dataset', { In: 4, Kept: 4 });
  expect(endpoint.log.slice(4).map(({ prompt }) => prompt)).toEqual(Array(4).fill('Name the colour.'));
  const newest = endpoint.log.at(-1);
  await expect(
    page
      .getByTestId('live-sample')
      .filter({ hasText: testingCaption(newest?.image ?? '', 'Name the colour.') }),
  ).toBeVisible();

  // Another minimum that takes all out: only what stands behind the captioner works again.
  const filter = await choose(page, 'filter');
  await filter.getByRole('textbox', { name: 'At least' }).fill('500');
  await runToEnd(page);
  for (const id of ['images', 'prompt', 'captioner']) await expectReused(page, id);
  await expectCounts(page, 'filter', { In: 4, Kept: 0, Rejected: 4 });
  await expectNew(page, 'filter');
  expect(endpoint.log).toHaveLength(8);
});
