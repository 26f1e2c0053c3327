import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { createEndpointProject } from './endpoint-project.ts';
import { card, choose, expectCounts, runToEnd } from './flow-page.ts';
import { collectFaults, expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';

test('[HIST13] a note, a frame and a wire that cannot be drawn say so in their places, and hurt nothing else', async ({
  app,
  endpoint,
  page,
  context,
}) => {
  expect(endpoint.url).toBeTruthy();
  const folder = await writePictures(app.path('pictures'), 3);
  const project = await createEndpointProject(
    app,
    folder,
    {},
    {
      notes: [{ id: 'note', text: 'Written by hand', position: { x: 0, y: -160 }, width: 220 }],
      frames: [
        { id: 'frame', title: 'Drawn by hand', position: { x: 280, y: -200 }, width: 300, height: 120 },
      ],
    },
  );
  const address = await app.start(project);
  await page.goto(address);
  await runToEnd(page);
  await expect(page.getByText('Drawn by hand')).toBeVisible();

  // An engine that says of texts and counts what nothing can draw.
  const odd = await context.newPage();
  const faults = collectFaults(odd);
  await odd.routeWebSocket(/\/rpc$/, (socket) => {
    socket.connectToServer().onMessage((message) =>
      socket.send(
        String(message)
          .replaceAll('"Written by hand"', '{}')
          .replaceAll('"Drawn by hand"', '{"drawn":"by hand"}')
          .replaceAll(/"outputs":\{"prompted":\d+\}/g, '"outputs":null'),
      ),
    );
  });
  await odd.goto(new URL('/', address).href);
  await expect(card(odd, 'note').getByRole('alert')).toContainText('This note cannot be shown');
  await expect(card(odd, 'frame').getByRole('alert')).toContainText('This frame cannot be shown');
  const wires = odd.locator('.react-flow__edge-path');
  await expect(wires).toHaveCount(4);
  // A plain line in the colour of errors stands for the wire.
  await expect(odd.locator('.react-flow__edge-path[style*="--err-fill"]')).toHaveCount(1);
  await expectCounts(odd, 'captioner', { In: 3, Kept: 3 });
  const inspector = await choose(odd, 'filter');
  await inspector.getByRole('textbox', { name: 'At least' }).fill('12');
  await expect(card(page, 'filter')).toContainText('at least 12');
  // They are removed like any other, and undone.
  await card(odd, 'note').focus();
  await odd.keyboard.press('Delete');
  await expect(card(page, 'note')).toBeHidden();
  await odd.keyboard.press('Control+z');
  await expect(card(page, 'note')).toContainText('Written by hand');
  // React tells of each fault that a boundary has caught; a page that is lost would have told of another.
  expect(faults.filter((fault) => fault.startsWith('thrown:'))).toEqual([]);
  await odd.close();
});

test('[HIST9] [STORE5] on a full disk edits wait, say so, outlive a reload, and are stored once there is room', async ({
  app,
  page,
}) => {
  const disk = app.path('disk');
  test.skip(!smallDisk(disk), 'mounting is not allowed here');
  try {
    const made = await createEndpointProject(app, app.path('pictures'));
    const project = `${disk}/small.ekp`;
    execFileSync('cp', [made, project]);
    await page.goto(await app.start(project));
    const saved = page.getByTestId('saved-state');
    await expect(saved).toHaveAttribute('data-state', 'saved');
    const filler = fill(disk);

    // What fits into the file's own free room is stored still; sooner or later an edit is not.
    await choose(page, 'filter');
    let least = 40;
    await expect
      .poll(async () => {
        least += 1;
        await setMinimum(page, least);
        return saved.getAttribute('data-state');
      })
      .toBe('notSaved');
    await saved.click();
    const why = page.getByRole('dialog', { name: 'Not saved' });
    await expect(why).toContainText('The disk with the project is full.');
    await page.keyboard.press('Escape');
    await setMinimum(page, least + 100);

    // The edits are kept by the tab.
    await page.reload();
    await expect(card(page, 'filter')).toContainText(`at least ${least + 100}`);
    await expect(saved).toHaveAttribute('data-state', 'notSaved');
    rmSync(filler);
    await saved.click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(saved).toHaveAttribute('data-state', 'saved');

    // They are in the file.
    await page.goto('about:blank');
    await app.stop();
    renameSync(`${disk}/small.ekp`, `${disk}/elsewhere.ekp`);
    await page.goto(await app.start(`${disk}/elsewhere.ekp`));
    await expect(card(page, 'filter')).toContainText(`at least ${least + 100}`);
    await page.goto('about:blank');
    await app.stop();
  } finally {
    await app.stop();
    execFileSync('umount', [disk]);
  }
});

async function setMinimum(page: Page, value: number): Promise<void> {
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('textbox', { name: 'At least' }).fill(String(value));
  await expect(card(page, 'filter')).toContainText(`at least ${value}`);
}

/** A disk of 4 MB in memory, where the system lets us have one. */
function smallDisk(place: string): boolean {
  try {
    mkdirSync(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes all the room that is left; gives the file that does so. */
function fill(disk: string): string {
  const file = `${disk}/filler`;
  const descriptor = openSync(file, 'w');
  try {
    for (const block = Buffer.alloc(4096); ; ) writeSync(descriptor, block);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(descriptor);
  }
  return file;
}
