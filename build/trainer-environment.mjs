import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './run-command.mjs';
import { StepFailed, step } from './steps.mjs';
import { findTrainerPython, pythonOf, trainerFolder } from './trainer-tests.mjs';

/** Fetched from PyPI where there is no `uv`; the version that the app fetches for its users, too (`engine/training/find-uv.ts`). */
export const UV = 'uv==0.9.7';
/** What the tests need: the user's lock, the tools, and of CUDA's libraries only those without which torch does not load. */
const LOCK = 'requirements-dev.txt';
/** Beside the environment's files: the SHA-256 of the lock that it was made from. Written last. */
const STAMP = 'made-from';
const PYTHONS = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
/** Importing everything once finds now what a system lacks, and not in the middle of the tests. */
const IMPORT_ALL =
  'import torch, torchvision, transformers, accelerate, peft, onnxruntime, pytest, hypothesis';
const FITS = 'import venv, ensurepip, sys; sys.exit(sys.version_info < (3, 11))';

/** @typedef {(file: string, args: readonly string[]) => Promise<import('./run-command.mjs').CommandResult>} Run */

/** Whether this is an automatic build: `CI` is set to anything but "no". @param {Readonly<Record<string, string | undefined>>} env */
export function isContinuousIntegration(env) {
  return !['', '0', 'false', 'no'].includes((env.CI ?? '').toLowerCase());
}

/**
 * The Python for the trainer's tests. In an automatic build the environment beside the package is made, or made anew after its lock has
 * changed; `uv` links its files from a cache that all clones share. Otherwise what is there is taken as it is.
 *
 * @param {object} [options]
 * @param {Readonly<Record<string, string | undefined>>} [options.env]
 * @param {string} [options.folder] of the Python package
 * @param {Run} [options.run]
 * @returns {Promise<{ python: string } | { reason: string }>}
 * @throws {StepFailed} when it could not be made
 */
export async function ensureTrainerPython(options = {}) {
  const { env = process.env, folder = trainerFolder, run = runCommand } = options;
  const found = findTrainerPython({ env, folder });
  if (!isContinuousIntegration(env) || env.EKPHRASIS_TRAINER_PYTHON) return found;
  const place = path.join(folder, '.venv');
  const lock = path.join(folder, LOCK);
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const stamp = path.join(place, STAMP);
  if ('python' in found && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return found;
  const python = pythonOf(place);
  await step('Making the trainer’s environment (about 3 GB, unless a cache has it)', async () => {
    const uv = await makeVenv(place, run);
    // Compiled once: where Python is told to write no bytecode, each start of the trainer would compile torch and transformers anew, for six seconds.
    const pinned = ['--require-hashes', '--no-deps', '-r', lock];
    const install = ['pip', 'install', '--compile-bytecode', '--python', python, ...pinned];
    must(await run(uv, install), 'Its packages could not be installed.');
    must(await run(python, ['-I', '-c', IMPORT_ALL]), 'Its packages are there, and do not load.');
    writeFileSync(stamp, digest);
  });
  return { python };
}

/**
 * An empty environment, and the `uv` that fills it: the machine's own, else one that is fetched into the environment itself.
 *
 * @param {string} place
 * @param {Run} run
 */
async function makeVenv(place, run) {
  if ((await run('uv', ['--version'])).code === 0) {
    must(
      await run('uv', ['venv', '--allow-existing', '--python', '>=3.11', place]),
      'uv could not make an environment.',
    );
    return 'uv';
  }
  const python = pythonOf(place);
  for (const name of PYTHONS) {
    if ((await run(name, ['-I', '-c', FITS])).code !== 0) continue;
    must(await run(name, ['-I', '-m', 'venv', place]), 'Python could not make an environment.');
    const pip = ['-I', '-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', UV];
    must(await run(python, pip), 'uv could not be fetched from PyPI.');
    return path.join(path.dirname(python), process.platform === 'win32' ? 'uv.exe' : 'uv');
  }
  throw new StepFailed(
    'The trainer’s environment needs uv, or Python 3.11 or newer with venv; neither was found. Install one of them, or name a Python with EKPHRASIS_TRAINER_PYTHON.',
  );
}

/** @param {import('./run-command.mjs').CommandResult} result @param {string} what */
function must({ code, output }, what) {
  if (code === 0) return;
  throw new StepFailed(
    `The trainer’s environment could not be made. ${what} Look at the messages above; when they speak of the network, connect and try again.`,
    output,
  );
}
