import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import { installedChromium } from '../../build/chromium.mjs';
import { WINDOW } from './stages.ts';

/** A page in a browser of its own, with the means to look into it. */
export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly cdp: CDPSession;
}

/** Why nothing can be measured in a browser here, as a sentence; undefined where it can. */
export async function noBrowser(): Promise<string | undefined> {
  return (await installedChromium()) === undefined ? 'There is no Chromium on this machine.' : undefined;
}

/** Opens an empty page in a headless Chromium, gives it to `work`, and closes the browser. */
export async function inBrowser<T>(work: (watched: Watched) => Promise<T>): Promise<T> {
  const browser: Browser = await chromium.launch({
    executablePath: await installedChromium(),
    // Chromium's sandbox does not work under root; the pages are our own.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const context = await browser.newContext({ viewport: WINDOW, reducedMotion: 'no-preference' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
    const cdp = await context.newCDPSession(page);
    const result = await work({ page, context, cdp });
    if (faults.length > 0) throw new Error(`The page threw: ${faults[0]}`);
    return result;
  } finally {
    await browser.close();
  }
}
