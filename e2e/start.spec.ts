import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import type { TestingEndpoint } from '../engine/captioners/endpoint/testing-endpoint.ts';
import { expectAccessible } from './accessibility.ts';
import { drag, wire } from './canvas-hand.ts';
import { card, expectCounts, expectRun, goTo, pickFolder, port, runToEnd } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import type { ServedApp } from './served-app.ts';

const PHOTOS = fileURLToPath(new URL('../assets/sample/photos/', import.meta.url));
const TEXTS = [
  'A single subject fills the middle of the picture, lit softly from the left, in front of a quiet background.',
  'The photograph is taken from a low place; warm colours in front stand against a pale sky behind.',
  'Fine detail covers the whole surface, evenly lit, with the darkest part in the lower right.',
];

test.use({ endpointOptions: { models: ['test-model', 'other-model'] } });

test('a new user is led from a template to captions in a file, and finds the project again', async ({
  app,
  endpoint,
  page,
}) => {
  app.forgetUser();
  copyPhotos(app, 'holiday', 6);
  describePlainly(endpoint);
  await page.goto(await app.start());
  await expect(page.getByText('Projects that you open are listed here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use template Caption a folder' })).toBeVisible();
  await guidePicture(page, 'start-screen');
  await page.keyboard.press('/');
  await page.keyboard.type('LoRA');
  await expect(page.getByRole('button', { name: /^Use template/ })).toHaveCount(1);
  await page.keyboard.press('Escape');

  // One step: images and captioner. Nothing is chosen beforehand, and what is open is said.
  await page.getByRole('button', { name: 'Use template Caption a folder' }).click();
  const dialog = page.getByRole('dialog', { name: 'Caption a folder' });
  await expect(dialog.getByText('2 choices are open')).toBeVisible();
  await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Create project' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await pickFolder(page, 'holiday');
  await expect(dialog.getByText('6 images found')).toBeVisible();
  await dialog.getByRole('radio', { name: 'test', exact: true }).check();
  await dialog.getByRole('heading', { name: 'Images' }).scrollIntoViewIfNeeded();
  await shortenPaths(page, app);
  await guidePicture(page, 'start-choose', dialog);
  await dialog.getByRole('button', { name: 'Create project' }).click();

  // The tour stands where the person is: images and captioner are there already.
  const tour = page.getByRole('dialog', { name: /^Tour, / });
  await expect(tour.getByRole('heading', { name: 'Try 20 images' })).toBeVisible();
  await expect(tour).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(tour.getByText('A captioner is chosen')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.setViewportSize({ width: 1024, height: 640 });
  await expectInside(page, tour);
  await page.setViewportSize({ width: 1440, height: 900 });
  await guidePicture(page, 'start-tour');
  await page.getByRole('button', { name: 'More ways to run' }).click();
  await page.getByRole('menuitem', { name: 'Run 20 samples' }).click();
  await expectRun(page, 'done');

  // Captions are there: it goes on by itself, and follows to the light table and into the picture.
  await expect(tour.getByRole('heading', { name: 'Look at captions, fix one' })).toBeVisible();
  await expect(page.getByTestId('live-sample')).toHaveCount(6);
  await shortenPaths(page, app);
  await guidePicture(page, 'start-first-captions');
  await goTo(page, 'Light table');
  await page.getByRole('gridcell').first().click();
  const caption = page.getByRole('textbox', { name: /^Caption by/ });
  await caption.fill('An astronaut in an orange suit smiles in front of a flag and a shuttle.');
  await caption.press('Control+Enter');
  await expect(tour.getByRole('heading', { name: 'Export' })).toBeVisible();

  // An export behind the dataset, and everything is run.
  await goTo(page, 'Flow');
  await page
    .getByRole('navigation', { name: 'Nodes' })
    .getByRole('button', { name: 'Export text files' })
    .click();
  // By then the view has moved to it.
  await expect(card(page, 'export-sidecars')).toBeFocused();
  await drag(page, port(page, 'dataset', 'dataset'), port(page, 'export-sidecars', 'dataset'));
  await expect(wire(page, 'dataset', 'export-sidecars')).toBeAttached();
  await runToEnd(page);
  await expect(tour).toBeHidden();
  await expect(
    page.getByRole('region', { name: 'Notifications' }).getByText('That is the whole way', { exact: false }),
  ).toBeVisible();
  const texts = readdirSync(app.path('holiday')).filter((name) => name.endsWith('.txt'));
  expect(texts).toHaveLength(6);
  expect(texts.map((name) => readFileSync(app.path('holiday', name), 'utf8').trim())).toContain(
    'An astronaut in an orange suit smiles in front of a flag and a shuttle.',
  );
  await expect.poll(() => settings(app)).toMatchObject({ tour: 'done' });

  // Back at the start: the project with its pictures, open and closed.
  await page.getByRole('button', { name: 'Start screen' }).click();
  const recent = page
    .getByRole('article')
    .filter({ has: page.getByRole('button', { name: 'Open holiday' }) });
  await expectPictures(recent, 4);
  await expect(recent.getByText('Done')).toBeVisible();
  await expect(recent.getByText('6 images · 6 captions')).toBeVisible();
  await page.getByRole('button', { name: 'Back to the project' }).click();
  await page.getByRole('button', { name: 'Project holiday' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await expect(recent).toBeVisible();
  await page.reload();
  await expectPictures(recent, 4);
  await expectAccessible(page, 'start screen with a project');

  // The tour is not shown again, but stands in the help menu; Esc ends it.
  await page.getByRole('button', { name: 'Open holiday' }).click();
  await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible();
  await expect(tour).toBeHidden();
  await page.getByRole('button', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: 'Show the tour' }).click();
  await expect(tour).toBeFocused();
  await expectAccessible(page, 'tour');
  await page.keyboard.press('Escape');
  await expect(tour).toBeHidden();

  // The guide comes with the app, pictures and links between its pages included.
  await page.keyboard.press('F1');
  const guide = page.getByRole('dialog', { name: 'Guide' });
  await guide.getByRole('article').getByRole('button', { name: 'Captions for a LoRA' }).click();
  await expect(guide.getByRole('heading', { name: 'Captions for a LoRA', level: 1 })).toBeVisible();
  await guide.getByRole('navigation').getByRole('button', { name: 'Templates' }).click();
  await expect(guide.getByRole('row', { name: /^Compare two captioners/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(guide).toBeHidden();
});

test('templates end to end: a LoRA’s text files, two captioners in one table, a flow of the user’s own', async ({
  app,
  endpoint,
  page,
}) => {
  const folder = copyPhotos(app, 'lora', 4);
  writeFileSync(`${folder}/cat.txt`, 'a cat, written by hand\n');
  describePlainly(endpoint);
  await page.goto(await app.start());
  await page.getByRole('button', { name: 'Use template Captions for a LoRA' }).click();
  const lora = page.getByRole('dialog', { name: 'Captions for a LoRA' });
  await lora.getByRole('button', { name: 'Choose a folder' }).click();
  await pickFolder(page, 'lora');
  await expect(lora.getByText('1 text file found: they come in as captions')).toBeVisible();
  await lora.getByRole('textbox', { name: 'Trigger word' }).fill('ohwx');
  await lora.getByRole('radio', { name: 'test', exact: true }).check();
  await lora.getByRole('heading', { name: 'Images' }).scrollIntoViewIfNeeded();
  await shortenPaths(page, app);
  await guidePicture(page, 'start-lora', lora);
  await lora.getByRole('button', { name: 'Create project' }).click();
  await expect(card(page, 'export')).toContainText('ohwx');
  // This user knows the way: no tour.
  await expect(page.getByRole('dialog', { name: /^Tour, / })).toBeHidden();
  expect(endpoint.log).toHaveLength(0);
  await runToEnd(page);
  const text = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  expect(text('cat.txt')).toBe('ohwx, a cat, written by hand\n');
  expect(text('cat.txt.bak')).toBe('a cat, written by hand\n');
  const written = readdirSync(folder).filter((name) => name.endsWith('.txt') && name !== 'cat.txt');
  expect(written).toHaveLength(3);
  for (const name of written)
    expect(text(name)).toMatch(/^ohwx, (A single|The photograph|Fine detail)[^\n]+\n$/);

  // The flow becomes a template of one's own, with its captioner.
  await page.getByRole('button', { name: /^Project lora/ }).click();
  await page.getByRole('menuitem', { name: 'Save flow as template' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('My LoRA');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Start screen' }).click();
  await page.getByRole('radio', { name: 'Yours' }).click();
  await page.getByRole('button', { name: 'Use template My LoRA' }).click();
  const own = page.getByRole('dialog', { name: 'My LoRA' });
  await expect(own.getByText('test comes with the template.', { exact: false })).toBeVisible();
  await expect(own.getByText('One choice is open')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More for template My LoRA' }).click();
  await page.getByRole('menuitem', { name: 'Remove template' }).click();
  await expect(page.getByRole('button', { name: 'Use template My LoRA' })).toBeHidden();

  // Two captioners are chosen one after the other, and the file for their table.
  await page.getByRole('button', { name: 'Use template Compare two captioners' }).click();
  const compare = page.getByRole('dialog', { name: 'Compare two captioners' });
  await compare.getByRole('button', { name: 'Choose a folder' }).click();
  // The folder dialog opens where it was left.
  await pickFolder(page);
  await compare.getByRole('textbox', { name: 'File (export comparison)' }).fill(app.path('table.csv'));
  await compare.getByRole('radio', { name: 'test', exact: true }).check();
  await expect(compare.getByText('One choice is open')).toBeVisible();
  await compare.getByRole('radio', { name: /^Second captioner: not chosen/ }).click();
  await compare.getByRole('radio', { name: 'test', exact: true }).check();
  await compare.getByRole('button', { name: 'Create project' }).click();
  await runToEnd(page);
  await expectCounts(page, 'compare', { In: 8, Kept: 8 });
  const rows = readFileSync(app.path('table.csv'), 'utf8').trim().split('\r\n');
  expect(rows).toHaveLength(5);
  expect(rows[0]).toMatch(/^image,agreement,first model/);
  for (const row of rows.slice(1)) expect(row).toMatch(/^\w+\.\w+,1,test-model,\d+,.+,test-model,\d+,/);
});

/** Pictures of the guide show a person's home, not the folder that a journey has made for itself. */
async function shortenPaths(page: Page, app: ServedApp): Promise<void> {
  await page.evaluate((home) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode())
      if (text.nodeValue?.includes(home)) text.nodeValue = text.nodeValue.replaceAll(home, '/home/me');
  }, app.folder);
}

/** Copies some of the sample's photographs, without their captions, into a folder of the home folder; gives it. */
function copyPhotos(app: ServedApp, name: string, count: number): string {
  const folder = app.path(name);
  mkdirSync(folder);
  const photos = readdirSync(PHOTOS).filter((file) => /\.(jpg|png)$/.test(file));
  const chosen = ['cat.jpg', ...photos.filter((file) => file !== 'cat.jpg')].slice(0, count);
  for (const file of chosen) cpSync(`${PHOTOS}${file}`, `${folder}/${file}`);
  return folder;
}

/** Replies that a photograph could have, the same for the same picture. */
function describePlainly(endpoint: TestingEndpoint): void {
  endpoint.setBehaviour(({ image }) => {
    const content = TEXTS[Number.parseInt(image.slice(0, 4), 16) % TEXTS.length];
    return { kind: 'reply', message: { content } };
  });
}

function settings(app: ServedApp): unknown {
  const file = app.path('data', 'settings.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

async function expectInside(page: Page, what: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const box = await what.boundingBox();
      const size = page.viewportSize();
      if (!box || !size) return false;
      return box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height;
    })
    .toBe(true);
}

/** Waits until so many pictures have been drawn. */
async function expectPictures(within: Locator, count: number): Promise<void> {
  await expect
    .poll(() =>
      within
        .locator('img')
        .evaluateAll((all) => all.filter((it) => (it as HTMLImageElement).naturalWidth > 0).length),
    )
    .toBe(count);
}
