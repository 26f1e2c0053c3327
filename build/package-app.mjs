// `npm run package [-- --linux dir …]`: builds everything, then has electron-builder make the installers in release/.
import { ensureBuilt } from './build-app.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { childEnvironment, runForeground } from './run-command.mjs';
import { reportFailure } from './steps.mjs';

try {
  const runtime = await ensureInstalled();
  await ensureBuilt('renderer', runtime);
  await ensureBuilt('electron', runtime);
  const builder = ['node_modules/electron-builder/cli.js', '--config', 'build/electron-builder.config.mjs'];
  const args = [...builder, '--publish', 'never', ...process.argv.slice(2)];
  process.exitCode = await runForeground(runtime, args, { cwd: root, env: childEnvironment() });
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
