import type { Locator, Page } from '@playwright/test';
import { card } from './flow-page.ts';
import { expect } from './journey.ts';

/** All wires of the flow. */
export function wires(page: Page): Locator {
  return page.getByRole('application', { name: 'Flow' }).getByRole('group', { name: /^Wire from/ });
}

/** A wire, by the ids of its nodes. */
export function wire(page: Page, from: string, to: string): Locator {
  return page.locator(`.react-flow__edge[data-id^="${from}."][data-id*=">${to}."]`);
}

/** The title of a node. */
export function title(page: Page, node: string): Locator {
  return card(page, node).locator('span[title]').first();
}

/** Takes back what the button says; the flow is the engine's, so that a moment passes until it is done. */
export async function undo(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Undo ${what}$`, 'i') }).click();
  await expect(page.getByRole('button', { name: new RegExp(`^Redo ${what}$`, 'i') })).toBeVisible();
}

/** A point in the middle of a wire's line, in the window. */
export async function middleOfWire(of: Locator): Promise<{ readonly x: number; readonly y: number }> {
  return of.locator('.react-flow__edge-path').evaluate((path: SVGPathElement) => {
    const point = path.getPointAtLength(path.getTotalLength() / 2);
    const at = point.matrixTransform(path.getScreenCTM() ?? undefined);
    return { x: at.x, y: at.y };
  });
}

/** Where something is in the window. */
export async function boxOf(what: Locator) {
  const box = await what.boundingBox();
  if (!box) throw new Error('There is nothing to be seen there.');
  return box;
}

/** Takes hold of something, and moves far enough that it is dragged. */
export async function grab(page: Page, what: Locator, held: { readonly alt?: boolean } = {}): Promise<void> {
  // Waits until the view stands still.
  await what.hover();
  const { x, y, width, height } = await boxOf(what);
  await page.mouse.move(x + width / 2, y + height / 2);
  if (held.alt) await page.keyboard.down('Alt');
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 8, y + height / 2 + 8, { steps: 3 });
}

/** Moves what is held over something: to its middle, or to a place in it. */
export async function moveTo(
  page: Page,
  what: Locator,
  place?: { readonly x: number; readonly y: number },
): Promise<void> {
  const { x, y, width, height } = await boxOf(what);
  await page.mouse.move(x + (place?.x ?? width / 2), y + (place?.y ?? height / 2), { steps: 8 });
}

/** Drags a port to another, as a hand does: in many small moves, and not before the view stands. */
export async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await grab(page, from);
  await moveTo(page, to);
  await page.mouse.up();
}
