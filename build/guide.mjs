// `npm run guide`: runs the journeys and takes the pictures of docs/guide on the way. Arguments go to Playwright.

import { ensureBuilt } from './build-app.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { childEnvironment, runForeground } from './run-command.mjs';
import { reportFailure, StepFailed } from './steps.mjs';

try {
  const runtime = await ensureInstalled();
  await ensureBuilt('renderer', runtime);
  const found = await ensureChromium();
  if ('reason' in found) throw new StepFailed(`${found.reason} Pictures need a browser.`);
  process.exitCode = await runForeground(
    runtime,
    ['node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2)],
    { cwd: root, env: { ...childEnvironment(), EKPHRASIS_CHROMIUM: found.browser, EKPHRASIS_GUIDE: '1' } },
  );
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
