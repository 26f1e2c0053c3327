import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { startTestingHub, type TestingHub } from '../engine/captioners/models/testing-hub.ts';
import { choose, goTo } from './flow-page.ts';
import { test as base, expect } from './journey.ts';
import { ekphrasis } from './served-app.ts';

const PICTURES = 'onnx/encoder_model_quantized.onnx';
const CONFIG = ['config', 'generation_config', 'preprocessor_config', 'tokenizer', 'tokenizer_config'];

/** A hub that has the files of ViT-GPT2's smaller variant, with nothing useful in them. */
const test = base.extend<{ hub: TestingHub }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that one needs from the pattern
  hub: async ({}, use) => {
    const files: Record<string, Buffer> = {
      [PICTURES]: randomBytes(2_000_000),
      'onnx/decoder_model_merged_quantized.onnx': randomBytes(500_000),
    };
    for (const name of CONFIG) files[`${name}.json`] = Buffer.from('{}');
    const hub = await startTestingHub({
      repositories: { 'Xenova/vit-gpt2-image-captioning': files },
      redirect: true,
    });
    await use(hub);
    await hub.close();
  },
});

test('a model is downloaded: stopped, gone on with where it stopped, and then to be chosen', async ({
  app,
  hub,
  page,
}) => {
  await ekphrasis(app, 'new', 'p.ekp', '--template', 'caption-folder');
  await page.goto(await app.start('p.ekp'));
  await useHub(page, hub.url);

  // What is known of each model is said before a byte is fetched.
  const row = rowOf(page, 'ViT-GPT2');
  await expect(row).toContainText('about 250 MB');
  await expect(row).toContainText('Good for: a quick first label');
  await expect(row).toContainText('Limits: Takes no prompt');
  await expect(row.getByText('Limited use')).toHaveCount(0);
  const limited = rowOf(page, 'LLaVA-Interleave 0.5B').getByText('Limited use');
  await limited.hover();
  await expect(page.getByRole('tooltip')).toContainText('The licence forbids some uses');
  expect(hub.log).toEqual([]);

  const release = hub.hold(PICTURES, 1_200_000);
  await row.getByRole('button', { name: 'Download ViT-GPT2' }).click();
  // It is told every now and then: not the last byte before the pause.
  const progress = row.getByText(/^[1-9][\d.]* [KM]B of 2\.5 MB$/);
  await expect(progress).toBeVisible();
  await expect(row.getByRole('progressbar', { name: 'Downloading ViT-GPT2' })).toBeVisible();
  // It goes on while another screen is shown.
  await goTo(page, 'Light table');
  await goTo(page, 'Models');
  await expect(progress).toBeVisible();
  await row.getByRole('button', { name: 'Cancel download' }).click();
  await expect(row.getByText('Stopped. What is here already is kept.')).toBeVisible();
  release();

  await row.getByRole('button', { name: 'Download ViT-GPT2' }).click();
  await expect(row.getByText('Ready')).toBeVisible();
  const asked = hub.log.filter(({ host, path }) => host === 'store' && path === PICTURES);
  expect(asked.map(({ range }) => range)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);

  // It can be chosen now; others cannot before they are here.
  await goTo(page, 'Flow');
  const settings = await choose(page, 'captioner');
  await settings.getByRole('button', { name: 'Change' }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose a captioner' });
  await expect(chooser.getByRole('radio', { name: 'Florence-2 base' })).toBeDisabled();
  await chooser.getByRole('radio', { name: 'ViT-GPT2' }).check();
  await chooser.getByRole('button', { name: 'Use this captioner' }).click();
  await expect(chooser).toBeHidden();
  await expect(settings.getByText('ViT-GPT2')).toBeVisible();

  await goTo(page, 'Models');
  await row.getByRole('button', { name: 'Remove ViT-GPT2' }).click();
  await expect(row.getByRole('button', { name: 'Download ViT-GPT2' })).toBeVisible();
});

test('a download that fails says why and what to do, and goes on afterwards', async ({ app, hub, page }) => {
  await ekphrasis(app, 'new', 'p.ekp');
  await page.goto(await app.start('p.ekp'));
  await useHub(page, hub.url);
  const row = rowOf(page, 'ViT-GPT2');
  const download = row.getByRole('button', { name: 'Download ViT-GPT2' });

  // More cuts in a row than it puts up with.
  hub.cut(PICTURES, 0, 10);
  await download.click();
  await expect(row.getByRole('alert')).toHaveText(
    'The download broke off. Download again: it goes on where it stopped.',
  );
  hub.cut(PICTURES, 0, 0);
  hub.replace(PICTURES, randomBytes(2_000_000));
  await download.click();
  await expect(row.getByRole('alert')).toContainText('is not what the hub lists.');
  await expect(row.getByText('Ready')).toBeHidden();

  const other = rowOf(page, 'Florence-2 base');
  await other.getByRole('button', { name: 'Download Florence-2 base' }).click();
  await expect(other.getByRole('alert')).toContainText('does not have this model');
});

/** Sets the hub in the settings and goes to the models. */
async function useHub(page: Page, url: string): Promise<void> {
  await goTo(page, 'Settings');
  const field = page.getByRole('textbox', { name: 'Model hub' });
  await field.fill(url);
  await field.blur();
  await goTo(page, 'Models');
  // What was typed is kept.
  await goTo(page, 'Settings');
  await expect(field).toHaveValue(url);
  await goTo(page, 'Models');
}

/** A model's row, by its title. */
function rowOf(page: Page, title: string) {
  return page.getByTestId('choice').filter({ has: page.getByText(title, { exact: true }) });
}
