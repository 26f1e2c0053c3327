// `npm start`: installs and builds what is missing, then opens the app. Runs on Node ≥ 20 with nothing installed.
import { ensureBuilt } from './build-app.mjs';
import { fetchElectron, findElectron, hasDisplay } from './electron-binary.mjs';
import { checkNode, ensureInstalled } from './install.mjs';
import { ENGINE_FLAGS, root } from './paths.mjs';
import { childEnvironment, runForeground } from './run-command.mjs';
import { commandLineFor, parseStartArguments, START_USAGE } from './start-arguments.mjs';
import { note, reportFailure } from './steps.mjs';

/** Electron that dies sooner than this never showed its window (missing libraries, forbidden sandbox). */
const WINDOW_MUST_LIVE_MS = 5000;

try {
  process.exitCode = await start();
} catch (error) {
  reportFailure(error);
  process.exitCode = 2;
}

async function start() {
  checkNode(process.versions.node);
  const wanted = readArguments();
  if (wanted === undefined) return 2;
  if (wanted.help) {
    console.log(START_USAGE);
    return 0;
  }
  const runtime = await ensureInstalled();
  if (!wanted.headless) {
    await ensureBuilt('renderer', runtime);
    const electron = await desktop(wanted, runtime);
    if (electron !== undefined) {
      await ensureBuilt('electron', runtime);
      const code = await openWindow(electron, wanted);
      if (code !== undefined) return code;
    }
  }
  return runForeground(runtime, [...ENGINE_FLAGS, 'bin/ekphrasis.mjs', ...commandLineFor(wanted)], {
    cwd: root,
    env: childEnvironment(),
    node: true,
  });
}

function readArguments() {
  try {
    return parseStartArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node adds advice on positional arguments to its own message.
    console.error(`${error.message.replace(/ To specify a positional.*/, '')}\n\n${START_USAGE}`);
    return undefined;
  }
}

/**
 * The Electron program, if a window is wanted and possible.
 *
 * @param {{ browser: boolean }} wanted
 * @param {string} runtime
 */
async function desktop(wanted, runtime) {
  if (wanted.browser || !hasDisplay(process.platform, process.env)) return undefined;
  // As root, Chromium runs only without its sandbox, and pages are never shown without it here.
  if (process.platform === 'linux' && process.getuid?.() === 0) return undefined;
  return findElectron() ?? (await fetchElectron(runtime));
}

/**
 * @param {string} electron
 * @param {{ project?: string }} wanted
 * @returns {Promise<number | undefined>} undefined: no window came up, go on in the browser
 */
async function openWindow(electron, wanted) {
  const started = performance.now();
  const env = childEnvironment();
  // Set by some editors' terminals; it would turn Electron into a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const code = await runForeground(electron, [root, wanted.project ?? '--sample'], { env });
  const interrupted = code === 130 || code === 143;
  if (code === 0 || interrupted || performance.now() - started > WINDOW_MUST_LIVE_MS) return code;
  note(`The desktop window could not start (code ${code}, its messages are above); going on in the browser.`);
  return undefined;
}
