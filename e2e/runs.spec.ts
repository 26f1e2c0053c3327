import { readFileSync } from 'node:fs';
import { expectAccessible } from './accessibility.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { choose, expectCounts, runToEnd } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis } from './served-app.ts';

test('[HIST1] [HIST5] [HIST6] two runs are compared, and the earlier one is restored and repeated', async ({
  app,
  endpoint,
  page,
}) => {
  // Three runs and two commands: more than other journeys do.
  test.slow();
  const folder = await writePictures(app.path('pictures'), 8);
  const project = await createEndpointProject(app, folder);
  await page.goto(await app.start(project));
  await runToEnd(page);
  await expectCounts(page, 'dataset', { In: 8, Kept: 8 });
  const filter = await choose(page, 'filter');
  await filter.getByRole('textbox', { name: 'At least' }).fill('71');
  await runToEnd(page);
  const asked = endpoint.log.length;

  // The list, reached from the strip; a title and a pin.
  await page.getByRole('tab', { name: /^Runs/ }).click();
  await page.getByRole('button', { name: 'Open run #1' }).click();
  await expect(page.getByRole('heading', { name: 'Run #1' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Title of this run' }).fill('Baseline');
  await page.getByRole('textbox', { name: 'Title of this run' }).press('Enter');
  await page.getByRole('button', { name: 'Pin this run' }).click();
  await expect(page.getByRole('button', { name: 'Unpin this run' })).toBeVisible();
  const captioner = page.getByRole('region', { name: 'Nodes' }).getByRole('row', { name: /endpoint/i });
  await expect(captioner.getByRole('cell').nth(1)).toHaveText('8');
  // The flow as it was: the filter has nothing set.
  await page
    .getByRole('region', { name: 'Flow of this run' })
    .getByRole('button', { name: 'Length' })
    .first()
    .click();
  await expect(page.getByText('Everything as its type has it')).toBeVisible();

  // Its report as a file.
  await page.getByRole('button', { name: 'Report' }).click();
  await page.getByRole('menuitem', { name: 'Save as Markdown' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save here' }).click();
  const saved = /Report saved as (\S+)/.exec(await page.getByText(/^Report saved as/).innerText())?.[1] ?? '';
  expect(readFileSync(saved, 'utf8')).toContain('# Run 1: Baseline');

  // Two are chosen and compared.
  await page.getByRole('main').getByRole('button', { name: 'Runs', exact: true }).click();
  const rows = page.getByTestId('run-row');
  await expect(rows.first()).toContainText('Baseline');
  await page.getByRole('checkbox', { name: 'Choose run #1' }).click();
  await page.getByRole('checkbox', { name: 'Choose run #2' }).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Run #1 and run #2' })).toBeVisible();
  const changes = page.getByRole('region', { name: 'What changed' });
  await expect(changes).toContainText('Length');
  await expect(changes.locator('del')).toHaveCount(1);
  await expect(changes.locator('ins')).toHaveText(/71/);
  const samples = page.getByTestId('changed-sample');
  await expect(samples.first()).toBeVisible();
  const rejected = await samples.count();
  await expect(samples.first().getByText('Kept')).toBeVisible();
  await expect(samples.first().getByText('Rejected')).toBeVisible();
  await expect(samples.first().getByText('The picture shows')).toHaveCount(2);
  const outcome = page.getByTestId('compared-node').filter({ hasText: 'Length' });
  await expect(outcome).toContainText(`8 → ${8 - rejected}`);
  await expectAccessible(page, 'comparison');

  // The earlier one again: what it would do is said first, and nothing is asked of the endpoint.
  await page.getByRole('main').getByRole('button', { name: 'Runs', exact: true }).click();
  await page.getByRole('button', { name: 'Open run #1' }).click();
  await page.getByRole('button', { name: 'Run it again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run #1 again' });
  await expect(dialog).toContainText('The flow is set back to what it was');
  await expect(dialog).toContainText('taken from what is recorded');
  await dialog.getByRole('button', { name: 'Run again' }).click();
  await expectCounts(page, 'dataset', { In: 8, Kept: 8 });
  await expect(page.getByRole('tab', { name: /^Runs/ })).toHaveText('Runs3');
  expect(endpoint.log.length).toBe(asked);

  // Undo brings the later filter back.
  await page.getByRole('button', { name: /^Undo restore the flow of run 1/ }).click();
  const again = await choose(page, 'filter');
  await expect(again.getByRole('textbox', { name: 'At least' })).toHaveValue('71');

  // The command line says the same.
  await page.goto('about:blank');
  await app.stop();
  const compared = await ekphrasis(app, 'compare', project, '1', '3', '--json');
  expect(JSON.parse(compared.out)).toMatchObject({ flow: { changed: [] }, samples: { moves: [], same: 8 } });
  const report = await ekphrasis(app, 'report', project, '1', '--format', 'json');
  expect(report.out).not.toContain(app.folder);
  expect(JSON.parse(report.out)).toMatchObject({ run: { title: 'Baseline', pinned: true } });
});
