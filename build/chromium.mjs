import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeModules } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { step } from './steps.mjs';

/**
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {(file: string) => boolean} isProgram whether the file is there and may be run
 */

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const MAC_APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** @type {Machine} */
const thisMachine = { platform: process.platform, env: process.env, isProgram };

/**
 * Where a Chromium may be, best first: the one that EKPHRASIS_CHROMIUM names alone when it is set, else those of the
 * system, else Playwright's own.
 *
 * @param {Machine} machine
 * @param {string | undefined} playwrights path of Playwright's own browser, whether or not it is there
 * @returns {string | undefined}
 */
export function findChromium(machine, playwrights) {
  const named = machine.env.EKPHRASIS_CHROMIUM;
  if (named) return machine.isProgram(named) ? named : undefined;
  return [...systemPlaces(machine), ...(playwrights ? [playwrights] : [])].find(machine.isProgram);
}

/**
 * @returns {Promise<string | undefined>} path of the browser that is there; nothing is installed
 */
export async function installedChromium() {
  return findChromium(thisMachine, await playwrightsOwn());
}

/**
 * Finds a browser for the journeys, or installs Debian's where that needs no password.
 *
 * @returns {Promise<{ browser: string } | { reason: string }>} `reason`: why there is none, as a sentence
 */
export async function ensureChromium() {
  const found = await installedChromium();
  if (found !== undefined) return { browser: found };
  const named = process.env.EKPHRASIS_CHROMIUM;
  if (named) return { reason: `EKPHRASIS_CHROMIUM names ${named}, which is not a program.` };
  const apt = await aptCommand();
  if (apt === undefined)
    return { reason: 'There is no Chromium, and it cannot be installed without a password here.' };
  const failure = await step('Installing Chromium (apt)', () => installChromium(apt));
  const installed = findChromium(thisMachine, undefined);
  if (installed === undefined)
    return { reason: `There is no Chromium, and apt could not install it: ${failure}` };
  return { browser: installed };
}

/** @param {Machine} machine @returns {string[]} */
function systemPlaces({ platform, env }) {
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(env.HOME ? [path.posix.join(env.HOME, 'Applications')] : [])];
    return folders.flatMap((folder) => MAC_APPS.map((app) => `${folder}/${app}.app/Contents/MacOS/${app}`));
  }
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    return WINDOWS_PROGRAMS.flatMap((program) => folders.map((folder) => path.win32.join(folder, program)));
  }
  const folders = (env.PATH ?? '').split(':').filter(Boolean);
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)));
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Absent, unreadable or not executable: not a browser that could be started.
    return false;
  }
}

async function playwrightsOwn() {
  const entry = path.join(nodeModules, 'playwright-core', 'index.mjs');
  if (!existsSync(entry)) return undefined;
  /** @type {{ chromium: { executablePath(): string } }} */
  const playwright = await import(pathToFileURL(entry).href);
  return playwright.chromium.executablePath();
}

/** @returns {Promise<string[] | undefined>} how apt-get can be called without being asked for a password */
async function aptCommand() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = await runCommand('sudo', ['-n', 'true'], { timeoutMs: 10_000 });
  return sudo.code === 0 ? ['sudo', '-n', 'apt-get'] : undefined;
}

/** @param {string[]} apt @returns {Promise<string>} the last words of what failed, or '' */
async function installChromium([file = '', ...first]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // An update fails as a whole when one of several sources does; the installation then says what really is missing.
  await runCommand(file, [...first, 'update'], { env, timeoutMs: 180_000 });
  const args = [...first, 'install', '-y', '--no-install-recommends', 'chromium'];
  const result = await runCommand(file, args, { env, timeoutMs: 600_000 });
  return result.code === 0
    ? 'it brought no program of that name.'
    : (result.output.trim().split('\n').at(-1) ?? '');
}
