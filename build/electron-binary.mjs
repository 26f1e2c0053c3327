import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, nodeModules } from './paths.mjs';
import { childEnvironment, runCommand } from './run-command.mjs';
import { note, step } from './steps.mjs';

/** Where Electron's own installer looks, without and with a mirror. */
const RELEASES = 'https://github.com/electron/electron/releases/download/';

/**
 * Whether a window can be shown at all.
 *
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function hasDisplay(platform, env) {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * The Electron program on this machine: from ELECTRON_OVERRIDE_DIST_PATH, else the package's own. Electron's package would
 * download it when asked for its path; this never does.
 *
 * @param {{ env?: NodeJS.ProcessEnv, folder?: string, platform?: NodeJS.Platform }} [options]
 * @returns {string | undefined}
 */
export function findElectron(options = {}) {
  const { env = process.env, folder = nodeModules, platform = process.platform } = options;
  const own = path.join(folder, 'electron', 'dist');
  const program = path.join(env.ELECTRON_OVERRIDE_DIST_PATH || own, programName(platform));
  return existsSync(program) ? program : undefined;
}

/**
 * Fetches the Electron program once per installation when its host answers; says so once when it does not.
 *
 * @param {string} runtime the Node that runs the installer
 * @returns {Promise<string | undefined>} the program, when it is there now
 */
export async function fetchElectron(runtime) {
  const missed = path.join(cacheFolder, 'electron-missed');
  if (
    process.env.ELECTRON_SKIP_BINARY_DOWNLOAD ||
    process.env.ELECTRON_OVERRIDE_DIST_PATH ||
    existsSync(missed)
  )
    return undefined;
  const folder = path.join(nodeModules, 'electron');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? RELEASES;
  const reachable = await answers(`${mirror.replace(/\/?$/, '/')}v${version}/SHASUMS256.txt`);
  if (reachable) {
    const result = await step(`Fetching the desktop window (Electron ${version}, about 110 MB)`, () =>
      runCommand(runtime, ['install.js'], { cwd: folder, env: childEnvironment(), timeoutMs: 900_000 }),
    );
    if (result.code === 0) return findElectron();
  }
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(missed, '');
  note('The desktop window (Electron) could not be fetched, so Ekphrasis opens in your browser.');
  note('To try again: npx install-electron');
  return undefined;
}

/** @param {string} url */
async function answers(url) {
  try {
    const reply = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(6000) });
    return reply.ok;
  } catch {
    // Offline, blocked or too slow: all the same here, there is a way to go on.
    return false;
  }
}

/** @param {NodeJS.Platform} platform */
function programName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}
