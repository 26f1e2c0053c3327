// `npm run build:starter -- --out FOLDER [--plan mini]`: makes the captioner that comes with the app, by the trainer's own recipes.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';
import { PYTHON_FOLDERS } from './trainer-tests.mjs';

const python = process.env.EKPHRASIS_TRAINER_PYTHON;
if (python === undefined) {
  console.error(
    'EKPHRASIS_TRAINER_PYTHON names no Python. Set it to one that has the trainer’s packages (trainer/requirements.txt).',
  );
  process.exit(1);
}
const given = process.argv.slice(2);
const out = given.includes('--out') ? [] : ['--out', path.join(root, 'out', 'starter')];
const { status, signal } = spawnSync(python, ['-m', 'ekphrasis_scenes', 'build-starter', ...out, ...given], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PYTHONPATH: PYTHON_FOLDERS.map((folder) => path.join(folder, 'src')).join(path.delimiter),
  },
});
process.exitCode = signal === null ? (status ?? 1) : 1;
