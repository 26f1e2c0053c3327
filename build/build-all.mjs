// `npm run build`: the interface and the desktop app's bundles, where their sources have changed.
import { ensureBuilt } from './build-app.mjs';
import { ensureInstalled } from './install.mjs';
import { reportFailure } from './steps.mjs';

try {
  const runtime = await ensureInstalled();
  await ensureBuilt('renderer', runtime);
  await ensureBuilt('electron', runtime);
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
