import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../build/build-app.mjs';
import { noBrowser } from './browser.ts';

const INTERFACE = fileURLToPath(new URL('../../dist/renderer/index.html', import.meta.url));

/** Why the built interface cannot be measured here; undefined where it can. A quick run takes what is built. */
export async function noInterface(quick: boolean): Promise<string | undefined> {
  const reason = await noBrowser();
  if (reason !== undefined) return reason;
  return quick && !existsSync(INTERFACE) ? 'The interface is not built yet: "npm run build".' : undefined;
}

/** Builds the interface where its sources have changed. Not in a quick run: several run at once, and would build over each other. */
export async function readyInterface(quick: boolean): Promise<void> {
  if (!quick) await ensureBuilt('renderer', process.execPath);
}
