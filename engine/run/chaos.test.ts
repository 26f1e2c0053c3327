import { expect, it } from 'vitest';
import { chaos } from './testing/chaos/chaos.ts';

/** A new seed is a new test: the same one keeps a failure where it can be found again. `npm run chaos` tries others. */
const SEED = 219;

it('[RUN4] [RUN5] [RUN7] [RUN9] [RUN10] ten kills at random moments lose nothing, double nothing, and repeat only paid calls that were under way', {
  timeout: 240_000,
}, async () => {
  const report = await chaos(10, SEED);
  expect(report.violations).toEqual([]);
  expect(report.kills).toBe(10);
  expect(report.repeated).toBeLessThanOrEqual(report.underWay);
});
