import { createEndpointProject } from './endpoint-project.ts';
import { expectCounts, expectRun, goTo, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('[RUN3] [RUN16] an image is captioned again: the new text stands, and the old one is kept', async ({
  app,
  endpoint,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 3));
  endpoint.setBehaviour((_, earlier) =>
    earlier === 0 ? { kind: 'ok' } : { kind: 'reply', message: { content: 'A second look at the picture.' } },
  );
  await page.goto(await app.start(project));
  await runToEnd(page);
  await goTo(page, 'Light table');
  await page.getByRole('gridcell').first().dblclick();
  const caption = page.getByRole('textbox', { name: 'Caption by test-model' });
  const first = await caption.inputValue();
  // The second press has selected nothing.
  expect(await page.evaluate(() => window.getSelection()?.toString() ?? '')).toBe('');
  await caption.fill('What a person wrote.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Edited from')).toBeVisible();

  await page.getByRole('button', { name: 'Caption again' }).click();
  await expect(page.getByRole('button', { name: 'Captioned again by the next run' })).toBeDisabled();
  await page.getByRole('button', { name: 'Run', exact: true }).last().click();
  await expect(caption).toHaveValue('A second look at the picture.');
  await expectRun(page, 'done');
  expect(endpoint.log).toHaveLength(4);

  // What was written before is there still, and what a person wrote is not hidden.
  const earlier = page.getByRole('region', { name: '1 earlier caption, 1 edited' });
  await expect(earlier.getByRole('listitem')).toContainText('What a person wrote.');
  await expect(earlier.getByText(first)).toHaveCount(0);
  await earlier.getByRole('button', { name: 'Use the text "What a person wrote."' }).click();
  await expect(caption).toHaveValue('What a person wrote.');
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('listitem')).toContainText('A second look at the picture.');
  await expect(history.getByRole('listitem')).toContainText('Generated · test-model');

  // On the light table it is one caption, and the others were not asked for again.
  await page.getByRole('button', { name: 'Close image' }).click();
  await expect(page.getByRole('gridcell').first()).toContainText('What a person wrote.');
  await goTo(page, 'Flow');
  await expectCounts(page, 'captioner', { In: 3, Kept: 3 });
});
