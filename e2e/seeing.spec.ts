import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, expectCounts, runToEnd } from './flow-page.ts';
import { guidePicture } from './guide-picture.ts';
import { expect, test } from './journey.ts';

const PHOTOS = fileURLToPath(new URL('../assets/sample/photos', import.meta.url));

test('[SEE2] [SEE3] [SEE5] [SEE6] [SEE7] a wire is peeked at, a rejected picture followed, and a pinned one tried on every edit', async ({
  app,
  endpoint,
  page,
}) => {
  // One picture gets no more than three words.
  endpoint.setBehaviour(({ image, prompt }) =>
    image === shortOne(image) && prompt.startsWith('Describe')
      ? { kind: 'reply', message: { content: 'A grey photograph.' } }
      : { kind: 'ok' },
  );
  let short: string | undefined;
  function shortOne(image: string): string {
    short ??= image;
    return short;
  }
  // Priced, so that previews have to be told to ask.
  app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|1000|2000`;
  await page.goto(await app.start(await createEndpointProject(app, PHOTOS)));

  // Without a run there is nothing on a wire yet, and it says what to do. By keyboard: the wire has the focus.
  await wire(page, 'captioner', 'filter').focus();
  await page.keyboard.press('Enter');
  const peek = page.getByRole('dialog', { name: 'Samples of Endpoint, caption' });
  await expect(peek).toContainText('Nothing has gone along this wire yet');
  await page.keyboard.press('Escape');
  await expect(peek).toBeHidden();

  await runToEnd(page);
  await expectCounts(page, 'filter', { Rejected: 1 });

  // The count on the wire opens its samples as pictures; arrows go through them, a text finds one.
  const count = page.getByRole('button', { name: /samples, list them$/ });
  await count.nth(2).click();
  await expect(peek.getByRole('option').first()).toBeVisible();
  const all = await peek.getByRole('option').count();
  await expect(peek.getByRole('status')).toHaveText(`${all} samples`);
  const grid = peek.getByRole('listbox');
  await expect(grid).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(peek.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await guidePicture(page, 'peek-at-a-wire', peek);
  await expectAccessible(page, 'peek');
  await peek.getByRole('textbox').fill('grey photograph');
  await expect(peek.getByRole('status')).toHaveText(`1 of ${all} match`);

  // It is followed from there: every node says what it did, other cards and wires stand back.
  await peek.getByRole('button', { name: 'Follow through the flow' }).click();
  await expect(peek).toBeHidden();
  const way = page.getByRole('region', { name: /^Way of .* through the flow$/ });
  await expect(way).toContainText('Rejected by Length filter: too short, 18 characters, at least 40');
  await expect(way.getByTestId('follow-step')).toHaveCount(4);
  await expect(way).toContainText('Did not come to: Dataset.');
  await expect(way.getByTestId('follow-step').nth(1)).toContainText('Describe the image.');
  await expect(way.getByTestId('follow-step').nth(2)).toContainText('A grey photograph.');
  await expect(way.getByTestId('follow-step').nth(2)).toContainText(/\$0\.\d+/);
  const mark = (node: string) => card(page, node).getByTestId('follow-mark');
  await expect(mark('filter')).toHaveText('Rejected: too short · 18 characters, at least 40');
  await expect(mark('images')).toHaveAttribute('data-outcome', 'kept');
  await expect(mark('dataset')).toHaveCount(0);
  await guidePicture(page, 'follow-a-picture');
  await expectAccessible(page, 'follow');

  // Pinned from here; Esc ends the way.
  await way.getByRole('button', { name: 'Pin this sample' }).click();
  await page.keyboard.press('Escape');
  await expect(way).toBeHidden();
  const preview = (node: string) => card(page, node).getByTestId('card-preview');
  await expect(preview('prompt')).toContainText('Describe the image.');
  await expect(preview('captioner')).toContainText('A grey photograph.');
  await expect(preview('filter')).toContainText('Rejected: too short');

  // A filter is edited: the card says at once what comes of it, and the counts of the run stay.
  const asked = endpoint.log.length;
  await (await choose(page, 'filter')).getByRole('textbox', { name: 'At least' }).fill('5');
  await expect(preview('filter')).toContainText('Kept');
  await expect(preview('dataset')).toContainText('Would go into it');
  await expectCounts(page, 'filter', { Rejected: 1 });

  // A prompt is edited: the captioner costs money, and is asked when it is told to be.
  const inspector = await choose(page, 'prompt');
  await inspector.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Count what is there.');
  await expect(preview('prompt')).toContainText('Count what is there.');
  await expect(preview('captioner').getByRole('button')).toHaveText(/^Caption it, about \$0\.\d+$/);
  expect(endpoint.log).toHaveLength(asked);
  await page.getByRole('button', { name: 'Show the whole flow' }).click();
  await expectAccessible(page, 'pinned');
  await guidePicture(page, 'pinned-sample', page.getByRole('region', { name: 'Canvas' }));
  await preview('captioner').getByRole('button').click();
  await expect(preview('captioner')).toContainText('The picture shows');
  expect(endpoint.log).toHaveLength(asked + 1);

  // Reloaded, it is still pinned; another is chosen by a search, and the pin is taken away.
  await page.reload();
  await expect(preview('captioner')).toContainText('The picture shows');
  const bar = page.getByRole('region', { name: 'Pinned sample' });
  const name = await bar.locator('[title]').first().innerText();
  await bar.getByRole('button', { name: 'Pin another sample' }).click();
  const picker = page.getByRole('dialog', { name: 'Pin a sample' });
  await picker.getByRole('textbox').fill('The picture shows');
  await picker.locator(`[role="option"]:not([aria-label^="${name}"])`).first().click();
  await expect(picker).toBeHidden();
  await expect(preview('captioner').getByRole('button')).toHaveText(/^Caption it/);
  await bar.getByRole('button', { name: 'Take the pin away' }).click();
  await expect(bar).toBeHidden();
  await expect(preview('prompt')).toHaveCount(0);

  // From the light table, by its keys.
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: 'Light table' })
    .click();
  await page.getByRole('gridcell').first().focus();
  await page.keyboard.press('f');
  await expect(way).toBeVisible();
});

/** A wire on the canvas, by the ids of its nodes. */
function wire(page: Page, from: string, to: string) {
  return page.locator(`.react-flow__edge[data-id^="${from}."][data-id*=">${to}."]`);
}
