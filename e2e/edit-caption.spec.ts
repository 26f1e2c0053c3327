import { readFileSync } from 'node:fs';
import { createEndpointProject } from './endpoint-project.ts';
import { expectCounts, expectReused, goTo, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis } from './served-app.ts';

const EDIT = 'What a person has written about this picture, word for word.';

test('[RUN16] what a person writes goes downstream, and stays when the flow runs again', async ({
  app,
  endpoint,
  page,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 3));
  await page.goto(await app.start(project));
  await runToEnd(page);
  await goTo(page, 'Light table');
  await page.getByRole('gridcell', { name: 'picture-02.png, 1 caption' }).click();
  const text = page.getByRole('textbox', { name: /^Caption by/ });
  const generated = await text.inputValue();
  await text.fill(EDIT);
  await text.press('Control+Enter');
  const captions = page.getByRole('region', { name: 'Captions' });
  await expect(captions.getByText('Edited', { exact: true })).toBeVisible();

  // The text before is kept, and can be had again.
  const provenance = page.getByRole('region', { name: 'Provenance' });
  await expect(provenance.getByText('Edited by hand')).toBeVisible();
  await expect(provenance.getByRole('button', { name: /^Restore "/ })).toHaveCount(1);
  await expect(provenance.getByText(generated)).toBeVisible();
  await page.getByRole('button', { name: 'Close image' }).click();
  await page.getByRole('radio', { name: /^Edited 1$/ }).click();
  await expect(page.getByRole('gridcell')).toHaveCount(1);

  await goTo(page, 'Flow');
  await runToEnd(page);
  await expectReused(page, 'captioner');
  await expectCounts(page, 'dataset', { In: 3, Kept: 3 });
  expect(endpoint.log).toHaveLength(3);
  expect(await exported()).toContain(EDIT);
  expect(await exported()).not.toContain(generated);

  // Taken back, the dataset has the captioner's words again.
  await page.goto(await app.start(project));
  await goTo(page, 'Light table');
  await page.getByRole('gridcell', { name: 'picture-02.png, 1 caption' }).click();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(text).toHaveValue(generated);
  await page.getByRole('button', { name: 'Close image' }).click();
  await goTo(page, 'Flow');
  await runToEnd(page);
  expect(await exported()).toContain(generated);
  expect(endpoint.log).toHaveLength(3);

  async function exported(): Promise<string> {
    await page.goto('about:blank');
    await app.stop();
    const out = app.path('out.jsonl');
    const ended = await ekphrasis(app, 'export', project, '--format', 'jsonl', '--out', out);
    expect(ended, ended.err).toMatchObject({ code: 0 });
    return readFileSync(out, 'utf8');
  }
});

test('what is typed and left is saved; what is emptied is not', async ({ app, endpoint, page }) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 2));
  await ekphrasis(app, 'run', project);
  expect(endpoint.log).toHaveLength(2);
  await page.goto(await app.start(project));
  await goTo(page, 'Light table');
  await page.getByRole('gridcell', { name: 'picture-01.png, 1 caption' }).click();
  const text = page.getByRole('textbox', { name: /^Caption by/ });
  const first = await text.inputValue();
  await text.fill('');
  await expect(page.getByText('A caption cannot be empty. The last text is kept.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(text).toHaveValue(first);

  // The next image is shown while there is something unsaved: it is saved on the way.
  await text.fill(`${first} And more.`);
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByRole('heading', { name: 'picture-02.png' })).toBeVisible();
  await expect(text).not.toHaveValue(first);
  await text.press('Alt+ArrowLeft');
  await expect(page.getByRole('heading', { name: 'picture-01.png' })).toBeVisible();
  await expect(text).toHaveValue(`${first} And more.`);
});
