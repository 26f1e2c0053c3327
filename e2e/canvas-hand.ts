import type { Locator, Page } from '@playwright/test';
import { card } from './flow-page.ts';

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

/** Takes back what the button says. */
export async function undo(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Undo ${what}$`, 'i') }).click();
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
