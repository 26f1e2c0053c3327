// `npm run build:starter -- --out FOLDER [--plan mini] [--install]`: makes the captioner that comes with the app, by the trainer's own recipes.
// `--install` puts what was made where the app and its tests have it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { findTrainerPython, PYTHON_FOLDERS } from './trainer-tests.mjs';

/** What a build makes, and where it belongs. */
const PLACES = {
  starter: 'assets/starter',
  'sample/scenes': 'assets/sample/scenes',
  'sample/scenes-truth.json': 'assets/sample/scenes-truth.json',
  'starter-captions.json': 'engine/captioners/local/starter-captions.json',
};

const found = findTrainerPython();
if ('reason' in found) {
  console.error(`${found.reason} See trainer/README.md, or set EKPHRASIS_TRAINER_PYTHON.`);
  process.exit(1);
}
const given = process.argv.slice(2).filter((argument) => argument !== '--install');
const named = given.indexOf('--out');
const out = path.resolve(named === -1 ? path.join(root, 'out', 'starter') : (given[named + 1] ?? ''));
const more = named === -1 ? ['--out', out] : [];
const { status, signal } = spawnSync(
  found.python,
  ['-m', 'ekphrasis_scenes', 'build-starter', ...more, ...given],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      PYTHONPATH: PYTHON_FOLDERS.map((folder) => path.join(folder, 'src')).join(path.delimiter),
    },
  },
);
process.exitCode = signal === null ? (status ?? 1) : 1;
// A build that was stopped ends well, too, with nothing to install yet.
if (existsSync(path.join(out, 'assets')) && process.argv.includes('--install')) {
  for (const [made, place] of Object.entries(PLACES)) {
    rmSync(path.join(root, place), { recursive: true, force: true });
    cpSync(path.join(out, 'assets', made), path.join(root, place), { recursive: true });
  }
}
