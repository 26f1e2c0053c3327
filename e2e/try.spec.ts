import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import {
  type Behaviour,
  type SeenRequest,
  startTestingEndpoint,
} from '../engine/captioners/endpoint/testing-endpoint.ts';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { expectCounts, expectReused, goTo, runToEnd } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

const PHOTOS = join(import.meta.dirname, '../assets/sample/photos');
const photos = ['cat.jpg', 'china.jpg', 'coffee.jpg', 'coins.png'].map((name) => join(PHOTOS, name));

/** What the two models of the journey write about a picture, told apart by its width: a paragraph, and a sentence. */
const WORDS: Readonly<Record<number, readonly [string, string]>> = {
  451: [
    'The face of a tabby cat fills the frame in a close, three-quarter view turned towards the right. Its fur mixes sandy brown, grey and ginger, with short dark stripes on the forehead. Both eyes are wide open, yellow-green with upright oval pupils.',
    'A tabby cat with yellow-green eyes looks past the camera, close up, against soft white and mauve shapes.',
  ],
  640: [
    'A many-sided Chinese tower rises out of treetops on the left half of the picture, overlooking a wide, hazy lake. Four tiers of curved roofs are covered with orange tiles; the topmost comes to a point under a golden finial.',
    'A Chinese tower with four tiers of orange roofs stands among trees above a hazy lake dotted with boats.',
  ],
  600: [
    'A small thick-walled cup of espresso stands on a matching saucer, seen from above at an angle. The cup is glossy reddish brown outside and white inside, and about a third full of coffee under a caramel-coloured foam.',
    'A red espresso cup with a spoon on its saucer stands on a worn wooden table in warm light.',
  ],
  384: [
    'Rows of worn coins lie on a light ground, seen straight from above in black and white. They stand apart from each other, and their sizes differ from row to row.',
    'Rows of worn old coins in black and white, seen from above.',
  ],
};

/** A reply that fits the picture and the prompt. */
async function describe({ body, prompt }: SeenRequest, told: (text: string) => string): Promise<Behaviour> {
  const data = /data:image\/\w+;base64,([^"]+)/.exec(JSON.stringify(body))?.[1] ?? '';
  const { width = 0 } = await sharp(Buffer.from(data, 'base64')).metadata();
  const [long = '', short = ''] = WORDS[width] ?? [];
  const content = told(prompt.includes('one plain sentence') ? short : long);
  const usage = { prompt_tokens: 900, completion_tokens: 60 };
  return { kind: 'reply', message: { content }, usage };
}

const cells = (page: Page) => page.getByTestId('try-cell');
const heads = (page: Page) => page.getByTestId('try-head');
const button = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const states = (page: Page) =>
  cells(page).evaluateAll((all) => all.map((cell) => (cell as HTMLElement).dataset.state));

/** Adds a captioner with the prompts that are ticked. */
async function addCaptioner(page: Page, name: string, prompts: readonly string[]): Promise<void> {
  await button(page, 'Add captioners').first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a captioner' });
  await dialog.getByRole('radio', { name, exact: true }).check();
  for (const prompt of prompts) await dialog.getByRole('checkbox', { name: prompt, exact: true }).check();
  await button(dialog, /^Add \d+ columns?$/).click();
  await expect(dialog).toBeHidden();
}

test('[TRY1] [TRY3] [TRY5] [TRY7] [TRY8] captioners are tried on pictures before there is a project, and a flow is made of the best', async ({
  app,
  endpoint,
  page,
}) => {
  const dear = await startTestingEndpoint({ models: ['dear-model'] });
  app.environment.EKPHRASIS_ENDPOINT_DEAR = `${dear.url}|dear-model|2|8`;
  const asked = () => endpoint.log.length + dear.log.length;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(await app.start());
  await button(page, 'Try captioners').click();
  await expect(page.getByRole('heading', { name: 'Which captioner suits your images?' })).toBeVisible();
  await expectAccessible(page, 'empty board');

  // Pictures come in; what is none, and what is there already, says so.
  writeFileSync(app.path('broken.png'), 'no picture at all');
  await page.getByTestId('try-files').setInputFiles([...photos, app.path('broken.png')]);
  await expect(page.getByRole('alert')).toContainText('broken.png');
  await page.getByTestId('try-files').setInputFiles(photos.slice(0, 1));
  await expect(page.getByRole('alert')).toContainText('It is the same picture');
  await button(page, 'Hide this').click();
  await expect(page.getByRole('rowheader')).toHaveCount(photos.length);

  // Two captioners with two prompts each. Nothing is asked yet; what it can cost is said.
  await addCaptioner(page, 'test', ['LoRA, short']);
  await addCaptioner(page, 'dear', []);
  await expect(heads(page)).toHaveCount(4);
  await expect(page.getByTestId('try-price')).toHaveText(/^At most \$0\.\d+$/);
  expect(asked()).toBe(0);

  // One picture is refused, one captioner wants a key: the others go on.
  let first = '';
  const plain = (text: string) => `In this picture: ${text}`;
  endpoint.setBehaviour((request) => {
    first ||= request.image;
    return request.image === first
      ? { kind: 'status', status: 400, body: { error: { message: 'I do not like this picture.' } } }
      : describe(request, plain);
  });
  dear.setBehaviour({ kind: 'status', status: 401, body: { error: { message: 'Incorrect API key.' } } });
  await button(page, /^Caption 16$/).click();
  const trouble = page.getByTestId('try-trouble');
  await expect(trouble).toHaveCount(2);
  await expect(button(trouble.first(), 'Enter a key')).toBeVisible();
  await expect.poll(async () => (await states(page)).filter((state) => state === 'failed').length).toBe(2);
  expect((await states(page)).filter((state) => state === 'done')).toHaveLength(6);

  // The key is right now, the picture is liked: asking again asks for what is missing alone.
  endpoint.setBehaviour((request) => describe(request, plain));
  dear.setBehaviour((request) => describe(request, (text) => text));
  await button(trouble.first(), 'Try again').click();
  await expect(trouble).toHaveCount(1);
  await button(trouble, 'Try again').click();
  await expect(trouble).toHaveCount(0);
  const before = endpoint.log.length;
  await cells(page)
    .filter({ hasText: 'refused the request' })
    .first()
    .getByRole('button', { name: 'Try again' })
    .click();
  await expect.poll(async () => (await states(page)).filter((state) => state === 'failed').length).toBe(1);
  await button(page, /^Caption \d+$/).click();
  await expect.poll(async () => (await states(page)).every((state) => state === 'done')).toBe(true);
  expect(endpoint.log.length - before).toBe(2);
  const paid = asked();
  await expect(page.getByTestId('try-totals').nth(2)).toContainText(/about \$2\.28|\$2\.28/);
  await expectAccessible(page, 'board with captions');
  await page.emulateMedia({ colorScheme: 'dark' });
  await guidePicture(page, 'try-board');

  // What was replied is there after a reload, and nothing is asked again.
  const texts = await page.getByTestId('try-caption').allTextContents();
  await page.reload();
  await expect(page.getByTestId('try-caption')).toHaveCount(16);
  expect(await page.getByTestId('try-caption').allTextContents()).toEqual(texts);
  await expect(button(page, 'Caption')).toBeDisabled();

  // By keys: a star, and a neighbour; large, with all captions.
  await cells(page).first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cells(page).nth(5)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(cells(page).nth(5)).toHaveAccessibleName(/starred/);
  await page.keyboard.press('Enter');
  const large = page.getByRole('dialog');
  await expect(large.getByRole('article')).toHaveCount(4);
  await page.keyboard.press('ArrowRight');
  await expect(large).toContainText('3 of 4');
  await expectAccessible(page, 'picture with its captions');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();

  // Blind: no names, every row in its own order. The stars go to the dear model's short captions.
  await button(page, 'Blind').click();
  await expect(heads(page)).toHaveCount(0);
  await expect(page.getByText('dear-model')).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('Caption A')).toBeVisible();
  const wanted = [3, 7, 11, 15].map((index) => texts[index] ?? '');
  for (const text of wanted) {
    const cell = cells(page).filter({ hasText: new RegExp(`^${text.replaceAll('.', '\\.')}`) });
    await button(cell, 'Star this caption').click();
    await expect(cell).toHaveAccessibleName(/starred/);
  }
  await guidePicture(page, 'try-blind');
  await button(page, 'Reveal').click();
  await expect(heads(page).nth(3)).toContainText('Most stars: 4');

  // Words that differ.
  await button(page, 'Differences').click();
  await button(page, 'Mark differences').click();
  await expect(cells(page).first().locator('ins, span.underline').first()).toBeVisible();

  // A flow of the winner: it asks for nothing that was replied.
  await button(page, 'Make a flow of it').click();
  const make = page.getByRole('dialog', { name: 'Make a flow of it' });
  await expect(make.getByRole('combobox')).toContainText('dear-model (dear) · LoRA, short');
  await make.getByRole('radio', { name: 'The 4 images tried here' }).check();
  await expectAccessible(page, 'making a flow');
  await page.emulateMedia({ colorScheme: 'dark' });
  await guidePicture(page, 'try-make-flow', make);
  await button(make, 'Make the flow').click();
  await expect(page.getByText('The flow is made, and 4 replies came along', { exact: true })).toBeVisible();
  await runToEnd(page);
  await expectCounts(page, 'endpoint', { In: 4, Kept: 4 });
  await expectReused(page, 'endpoint');
  await expectCounts(page, 'dataset', { In: 4, Kept: 4 });
  expect(asked()).toBe(paid);

  // From the rail of the project it is the same board, and its images can be chosen there.
  await goTo(page, 'Try');
  await expect(page.getByTestId('try-caption')).toHaveCount(16);
  await dear.close();
});

test('[TRY8] in a project its images are tried, and the captioner comes into its flow as one edit', async ({
  app,
  endpoint,
  page,
}) => {
  const pictures = await writePictures(app.path('pictures'), 3);
  const project = await createEndpointProject(app, pictures);
  await page.goto(await app.start(project));
  await runToEnd(page);
  const asked = endpoint.log.length;
  await goTo(page, 'Try');
  await button(page, 'From this project').click();
  const choose = page.getByRole('dialog', { name: 'Images of this project' });
  const tiles = choose.getByRole('button', { name: /picture-0\d\.png/ });
  await expect(tiles).toHaveCount(3);
  for (const tile of await tiles.all()) await tile.click();
  await button(choose, 'Add 3 images').click();
  await addCaptioner(page, 'test', []);
  await button(page, /^More about/).click();
  await page.getByRole('menuitem', { name: 'Settings and prompt' }).click();
  const settings = page.getByRole('dialog', { name: /^Settings of/ });
  await settings.getByRole('textbox', { name: 'Temperature' }).fill('0.7');
  await button(settings, 'Change').click();
  await expect(heads(page)).toContainText('Temperature 0.7');
  await button(page, 'Caption 3').click();
  await expect.poll(() => states(page)).toEqual(['done', 'done', 'done']);
  expect(endpoint.log.length - asked).toBe(3);

  await button(page, 'Make a flow of it').click();
  const make = page.getByRole('dialog', { name: 'Make a flow of it' });
  await button(make, 'Make the flow').click();
  await runToEnd(page);
  await expectCounts(page, 'endpoint', { In: 3, Kept: 3 });
  await expectReused(page, 'endpoint');
  expect(endpoint.log.length - asked).toBe(3);
  await button(page, /^Undo/).first().click();
  await expect(page.locator('[data-id="endpoint"]')).toHaveCount(0);
});
