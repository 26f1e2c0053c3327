import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type Asset, type Chunk, initialScripts } from '../../build/initial-scripts.mjs';
import { defineBench } from '../define-bench.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Scripts that a screen loads before it is painted for the first time, compressed as by gzip. */
export const bench = defineBench({
  name: 'initial-scripts',
  title: 'Scripts before the first paint',
  sizes: { full: {}, quick: {} },
  // A size, not a time: the same every time.
  rounds: 1,
  unavailable: async ({ quick }) =>
    quick
      ? 'What is built does not depend on the size; build/initial-scripts.test.ts looks at it.'
      : undefined,
  parts: {
    built: async () => {
      // Otherwise React comes with its warnings.
      process.env.NODE_ENV = 'production';
      const built = await build({
        configFile: `${ROOT}vite.config.ts`,
        root: `${ROOT}renderer`,
        logLevel: 'error',
        build: { write: false },
      });
      const { output } = built as unknown as { readonly output: readonly (Chunk | Asset)[] };
      return {
        flowKb: initialScripts(output, 'canvas/FlowScreen.tsx').gzipBytes / 1000,
        startKb: initialScripts(output, 'start/StartScreen.tsx').gzipBytes / 1000,
      };
    },
  },
  figures: [
    {
      name: 'flow-screen',
      title: 'scripts loaded before the flow is painted for the first time, gzip',
      against: '–',
      unit: 'KB',
      better: 'lower',
      target: 350,
      of: ({ built }) => built.flowKb,
    },
    {
      name: 'start-screen',
      title: 'the same, start screen',
      against: '–',
      unit: 'KB',
      better: 'lower',
      target: 350,
      of: ({ built }) => built.startKb,
    },
  ],
});
