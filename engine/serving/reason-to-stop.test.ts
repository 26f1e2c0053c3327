import { expect, it } from 'vitest';
import { SERVER_DEFAULTS } from '../../core/serving/managed-server.ts';
import { reasonToStop } from './reason-to-stop.ts';

const MINUTE = 60_000;

it.each([
  [{}, 14 * MINUTE, 0, undefined],
  [{}, 15 * MINUTE, 0, 'idle'],
  [{ idleMinutes: 0 }, 1e9, 0, undefined],
  [{ idleMinutes: 0 }, 5000, 1, 'gave-way'],
  [{}, 4999, 1, undefined],
  [{ besideTraining: true }, 5000, 1, undefined],
  [{ besideTraining: true }, 15 * MINUTE, 1, 'idle'],
] as const)('[SERVE4] [SERVE6] %j, idle for %i ms, %i waiting: %s', (changes, idle, waiting, reason) => {
  expect(reasonToStop({ ...SERVER_DEFAULTS, ...changes }, idle, 5000, () => waiting)).toBe(reason);
});

it('[SERVE6] does not look at the queue while it is not idle', () => {
  const never = () => {
    throw new Error('It was looked at.');
  };
  expect(reasonToStop(SERVER_DEFAULTS, 0, 5000, never)).toBeUndefined();
});
