import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, countOf, goTo, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { picture, writePictures } from './pictures.ts';

const SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const NAME = '<b onclick=hacked()>&amp; name.jpg';

test('captions, prompts, EXIF and names from strangers are text on every screen', async ({
  app,
  endpoint,
  page,
}) => {
  const folder = await writePictures(app.path('pictures'), 2);
  const hostile = await sharp(await picture(9))
    .withExif({ IFD0: { ImageDescription: SCRIPT, Artist: '"><svg onload=hacked()>' } })
    .jpeg()
    .toBuffer();
  writeFileSync(`${folder}/${NAME}`, hostile);
  // One at a time: the second picture that is asked for is refused, which is not the hostile one.
  const project = await createEndpointProject(app, folder, { concurrency: 1 });
  endpoint.setBehaviour(({ image }, earlier) => {
    const known = endpoint.log.findIndex((seen) => seen.image === image);
    return known === 1 && earlier === 0
      ? { kind: 'status', status: 400, body: { error: { message: `No: ${SCRIPT}` } } }
      : { kind: 'reply', message: { content: `A kite. ${SCRIPT} {{image.folder}} and so on for a while.` } };
  });
  await page.goto(await app.start(project));

  const settings = await choose(page, 'prompt');
  await settings.getByRole('textbox', { name: 'Prompt', exact: true }).fill(`Describe it. ${SCRIPT}`);
  await runToEnd(page);
  await expect(page.getByTestId('live-sample').first()).toContainText(SCRIPT);
  await expect(card(page, 'prompt')).toContainText(SCRIPT.slice(0, 20));
  await countOf(page, 'captioner', 'Failed').click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText(
    JSON.stringify({ message: `No: ${SCRIPT}` }),
  );
  for (const tab of [/^Problems/, 'Log', /^Runs/]) await page.getByRole('tab', { name: tab }).first().click();

  await goTo(page, 'Light table');
  await expect(page.getByRole('gridcell', { name: NAME })).toBeVisible();
  await page.getByRole('textbox', { name: 'Words in captions or paths' }).fill('onerror');
  await expect(page.getByRole('gridcell')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Words in captions or paths' }).fill('');
  await expect(page.getByRole('gridcell')).toHaveCount(3);
  await page.getByRole('gridcell', { name: NAME }).click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
  const provenance = page.getByRole('region', { name: 'Provenance' });
  await expect(provenance.getByText('"><svg onload=hacked()>')).toBeVisible();
  await expect(provenance.getByText(`Describe it. ${SCRIPT}`)).toBeVisible();
  await goTo(page, 'Models');
  await expect(page.getByRole('heading', { name: 'Models and endpoints' })).toBeVisible();
  await goTo(page, 'Settings');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Start screen', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();

  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('[SRV1] without the token nothing is told', async ({ app, page, request }) => {
  const address = new URL(await app.start());
  await page.goto(address.href);
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
  expect(page.url(), 'the token leaves the address').not.toContain('token');
  for (const path of ['/', '/?token=wrong', `/image/${'0'.repeat(64)}`, '/upload'])
    expect((await request.get(address.origin + path)).status()).toBe(401);
  const other = await request.get(address.href, { headers: { host: 'evil.example' } });
  expect(other.ok()).toBe(false);
});

test('a file that is no project is refused, and left as it is', async ({ app, page }) => {
  writeFileSync(app.path('fake.ekp'), 'This is no project.');
  await page.goto(await app.start());
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a file' });
  await dialog.getByRole('button', { name: 'fake.ekp' }).click();
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByLabel('Notifications').getByText(/not an Ekphrasis project/i)).toBeVisible();
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
  expect(readFileSync(app.path('fake.ekp'), 'utf8')).toBe('This is no project.');
});
