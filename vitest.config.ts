import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node' as const,
  // The contrast of the colours is computed from the style sheet itself.
  css: { include: /tokens\.css/ },
  pool: 'forks' as const,
  restoreMocks: true,
  // As long as a busy machine may need; nothing here waits for time to pass.
  testTimeout: 60_000,
  expect: { poll: { timeout: 30_000 } },
  exclude: ['**/node_modules/**', 'dist/**'],
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'shared',
          include: ['{core,nodes,renderer,engine}/**/*.test.{ts,tsx}'],
          // These layers keep nothing outside of what they are given: files share two processes, and load what they share once.
          isolate: false,
        },
      },
      // Assets too: the engine forbids its process the picture formats that icons are drawn in.
      {
        test: { ...shared, name: 'apart', include: ['{assets,electron,build,bench}/**/*.test.{ts,tsx}'] },
      },
    ],
  },
});
