import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { testingCaption } from '../engine/captioners/endpoint/testing-endpoint.ts';
import { card, expectCounts, goTo, pickFolder, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis } from './served-app.ts';

test('a folder of pictures with captions beside some of them', async ({ app, endpoint, page }) => {
  const folder = await writePictures(app.path('holiday'), ['beach.png', 'hills/lake.png', 'hills/peak.png']);
  writeFileSync(`${folder}/beach.txt`, 'A wide beach under a clear sky, written by hand.');
  writeFileSync(`${folder}/hills/lake.txt`, 'A lake between two hills, written by hand.');
  await page.goto(await app.start());
  await page.getByRole('button', { name: 'From images' }).click();
  const picker = page.getByRole('dialog', { name: 'Choose a folder' });
  await picker.getByRole('button', { name: 'holiday' }).click();
  await expect(picker.getByText('3 images, 2 text files in here and below')).toBeVisible();
  await pickFolder(page);

  // What was found is said, and who is to write is asked; nobody is chosen beforehand.
  const dialog = page.getByRole('dialog', { name: 'Bring in images' });
  await expect(dialog.getByText('3 images found')).toBeVisible();
  await expect(dialog.getByText('2 text files found: they come in as captions')).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'Starter' })).not.toBeChecked();
  await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(dialog.getByText('For drawn scenes only')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Create project' })).toBeDisabled();
  await dialog.getByRole('radio', { name: 'test', exact: true }).check();
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible();

  // Nothing runs, and nothing is sent, before Run is pressed.
  await expect(page.getByTestId('run-state')).toBeHidden();
  await expect(card(page, 'images')).toContainText('holiday');
  expect(endpoint.log).toHaveLength(0);

  // Captions that are there come in; only the picture without one is asked for.
  await runToEnd(page);
  await expectCounts(page, 'images', { In: 3, Kept: 3 });
  await expectCounts(page, 'dataset', { In: 3, Kept: 3 });
  expect(endpoint.log).toHaveLength(1);
  await goTo(page, 'Light table');
  for (const [path, caption] of [
    ['beach.png', 'A wide beach under a clear sky, written by hand.'],
    ['hills/lake.png', 'A lake between two hills, written by hand.'],
    ['hills/peak.png', testingCaption(endpoint.log[0]?.image ?? '', endpoint.log[0]?.prompt ?? '')],
  ] as const)
    await expect(page.getByRole('gridcell', { name: `${path}, 1 caption` })).toContainText(caption);
});

test('what is dropped on the start screen becomes a project, or is refused with what to do', async ({
  app,
  page,
}) => {
  const folder = await writePictures(app.path('desk'), ['one.png', 'two.png']);
  writeFileSync(`${folder}/one.txt`, 'The first of two pictures, described by hand.');
  writeFileSync(`${folder}/notes.pdf`, 'no picture');
  writeFileSync(app.path('broken.json'), '{"nodes": [{"id": "X!"}]}');
  const flow = { nodes: [{ id: 'pictures', type: 'sources.folder', params: { folder } }] };
  writeFileSync(app.path('My flow.json'), JSON.stringify(flow));
  await page.goto(await app.start());
  await expect(page.getByText('Drop images, a folder, a project or a flow')).toBeVisible();

  const other = await dragOver(page, [`${folder}/notes.pdf`]);
  await expect(page.getByText('Drop to bring it in')).toBeVisible();
  await other('drop');
  await expect(page.getByText('There is no image among what was dropped.', { exact: true })).toBeVisible();
  await expect(page.getByText('Drop to bring it in')).toBeHidden();

  const files = ['one.png', 'one.txt', 'two.png', 'notes.pdf'].map((name) => `${folder}/${name}`);
  const drag = await dragOver(page, files);
  await drag('drop');
  const dialog = page.getByRole('dialog', { name: 'Bring in images' });
  await expect(dialog.getByText('2 images found')).toBeVisible();
  await expect(dialog.getByText('1 text file found: they come in as captions')).toBeVisible();
  await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Decide later' }).click();
  await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible();
  await expect(page.getByTestId('node-fix')).toContainText('No captioner is chosen.');

  // A flow in a file is checked before anything is made of it.
  await page.getByRole('button', { name: 'Start screen', exact: true }).click();
  const broken = await dragOver(page, [app.path('broken.json')]);
  await broken('drop');
  await expect(page.getByLabel('Notifications').getByText('The flow in this file is damaged')).toBeVisible();
  const dropped = await dragOver(page, [app.path('My flow.json')]);
  await dropped('drop');
  await expect(card(page, 'pictures')).toContainText('desk');
  await expect(page.getByRole('button', { name: 'Project My flow' })).toBeVisible();
});

test('pictures dropped on an empty canvas are wired to a captioner and a dataset', async ({ app, page }) => {
  const folder = await writePictures(app.path('desk'), 2);
  await ekphrasis(app, 'new', 'mine.ekp');
  await page.goto(await app.start('mine.ekp'));
  await expect(page.getByRole('heading', { name: 'Bring in some images' })).toBeVisible();
  const drag = await dragOver(page, [`${folder}/picture-01.png`, `${folder}/picture-02.png`]);
  await drag('drop');
  const chooser = page.getByRole('dialog', { name: 'Choose a captioner' });
  await expect(chooser.getByRole('radio', { checked: true })).toHaveCount(0);
  await chooser.getByRole('button', { name: 'Cancel' }).click();
  await expect(
    page.getByRole('application', { name: 'Flow' }).getByRole('group', { name: /^Wire from/ }),
  ).toHaveCount(2);
  await expect(card(page, 'folder').getByTestId('node-fix')).toBeHidden();
});

/** Drags files of the disk over the middle of the page, as the system does; gives what goes on with it. */
async function dragOver(page: Page, files: string[]) {
  const devtools = await page.context().newCDPSession(page);
  const dispatch = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devtools.send('Input.dispatchDragEvent', {
      type,
      x: 600,
      y: 400,
      data: { items: [], files, dragOperationsMask: 1 },
    });
  await dispatch('dragEnter');
  await dispatch('dragOver');
  // A hand is never still: the browser drops where the last move was allowed to.
  return async (type: 'dragOver' | 'drop') => {
    if (type === 'drop') await dispatch('dragOver');
    await dispatch(type);
  };
}
