import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */

/** Folder of the trainer's Python package, beside which its environment is. */
export const trainerFolder = path.join(root, 'trainer');

/** Folders of all Python packages; they share one environment. */
export const PYTHON_FOLDERS = [trainerFolder, path.join(root, 'scenes')];

/**
 * The Python that has what the trainer needs: the one that is named, else the environment beside the package.
 *
 * @param {object} [options]
 * @param {Readonly<Record<string, string | undefined>>} [options.env]
 * @param {string} [options.folder]
 * @param {NodeJS.Platform} [options.platform]
 * @returns {{ python: string } | { reason: string }}
 */
export function findTrainerPython(options = {}) {
  const { env = process.env, folder = trainerFolder, platform = process.platform } = options;
  const named = env.EKPHRASIS_TRAINER_PYTHON;
  if (named !== undefined && named !== '') {
    return existsSync(named)
      ? { python: named }
      : { reason: `EKPHRASIS_TRAINER_PYTHON names ${named}, which is not there.` };
  }
  const own = pythonOf(path.join(folder, '.venv'), platform);
  return existsSync(own) ? { python: own } : { reason: 'The trainer’s environment is not set up.' };
}

/** The interpreter of a virtual environment. @param {string} environment @param {NodeJS.Platform} [platform] */
export function pythonOf(environment, platform = process.platform) {
  return path.join(environment, ...(platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}

/**
 * Python tests by their definitions; one that runs with several arguments counts once. For when they cannot run.
 *
 * @param {readonly string[]} [folders]
 * @returns {number}
 */
export function countTrainerTests(folders = PYTHON_FOLDERS.map((folder) => path.join(folder, 'tests'))) {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
    )
    .filter((file) => /^test_.*\.py$/.test(path.basename(file)))
    .map((file) => readFileSync(file, 'utf8').match(/^\s*def test_/gm)?.length ?? 0)
    .reduce((sum, count) => sum + count, 0);
}

/**
 * Counts pytest's report in JUnit's format.
 *
 * @param {string} xml
 * @returns {Counts}
 */
export function countPytest(xml) {
  const suite = /<testsuite\s[^>]*>/.exec(xml)?.[0] ?? '';
  /** @param {string} name */
  const number = (name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  return { passed: number('tests') - failed - skipped, failed, skipped };
}
