import { defineConfig } from '@playwright/test';

/** Chromium's sandbox does not work under root; the pages that the journeys open are our own. */
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/journeys',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // Long enough for a machine that is busy with other things; what hangs is still found.
  timeout: 240_000,
  // Pages, engine and models share two cores: what is there at once elsewhere may take a while here.
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/journeys.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.EKPHRASIS_CHROMIUM || undefined,
      // Without a GPU, Chromium draws faster by itself than through one that is played by the CPU.
      args: ['--disable-gpu', ...(asRoot ? ['--no-sandbox'] : [])],
    },
    // A trace takes a sixth of a journey's time; where one fails in CI, the page as it was stands beside the report.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
  },
});
