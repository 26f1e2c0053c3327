import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './journey.ts';

/** Expects nothing serious of a screen for those who read it aloud, use keys, or see little, in both themes. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    // Colours on their way from one theme to the other belong to neither.
    await page.waitForFunction(() => !document.getAnimations().some((it) => it instanceof CSSTransition));
    const { violations } = await new AxeBuilder({ page })
      // Everything is in one frame: nothing has to be put together in a second page, which takes twice as long.
      .setLegacyMode()
      .options({
        // Otherwise a selector is made for every element that is right.
        resultTypes: ['violations'],
        // What the other theme has found stays as it is, but for the colours.
        ...(colorScheme === 'light' && { runOnly: { type: 'rule', values: ['color-contrast'] } }),
      })
      .analyze();
    const faults = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`);
    expect.soft(faults, `${screen}, ${colorScheme}`).toEqual([]);
  }
}
