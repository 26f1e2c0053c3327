import path from 'node:path';
import { fingerprint, unlessFresh } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { childEnvironment, runCommand } from './run-command.mjs';
import { StepFailed, step } from './steps.mjs';

const SHARED_INPUTS = ['core', 'package-lock.json', 'tsconfig.base.json'];

/**
 * What can be built: what from, where to (each output folder is replaced), and the command, run by Node 24.
 */
const TARGETS = {
  renderer: {
    title: 'Building the interface',
    inputs: [
      ...SHARED_INPUTS,
      'renderer',
      'assets/icons',
      'docs/guide',
      'docs/licences.md',
      'vite.config.ts',
    ],
    output: 'dist/renderer',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
  electron: {
    title: 'Bundling the desktop app',
    inputs: [
      ...SHARED_INPUTS,
      'nodes',
      'engine',
      'electron',
      'build/bundle-electron.mjs',
      'build/source-urls.mjs',
      'build/licence-notices.mjs',
    ],
    output: 'dist/electron',
    command: ['build/bundle-electron.mjs'],
  },
};

/**
 * Builds a target when its sources have changed since the last time.
 *
 * @param {keyof typeof TARGETS} name
 * @param {string} runtime the Node that runs the tools
 * @throws {StepFailed}
 */
export async function ensureBuilt(name, runtime) {
  const { title, inputs, output, command } = TARGETS[name];
  await unlessFresh({
    // Inside the folder, so that whatever replaces or deletes the output takes the stamp along.
    stamp: path.join(root, output, '.built-from'),
    inputs: await fingerprint(root, inputs),
    work: () =>
      step(title, async () => {
        // Whoever asks, a test runner among them: what is built is what people get.
        const env = childEnvironment({ NODE_ENV: 'production' });
        const result = await runCommand(runtime, command, { env });
        if (result.code !== 0)
          throw new StepFailed(`${title} failed. Mend what the messages above name.`, result.output);
      }),
  });
}
