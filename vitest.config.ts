import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    // The contrast of the colours is computed from the style sheet itself.
    css: { include: /tokens\.css/ },
    include: ['{core,nodes,engine,renderer,electron,build,assets,bench}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    // As long as a busy machine may need; nothing here waits for time to pass.
    testTimeout: 60_000,
  },
});
