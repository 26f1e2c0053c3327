import { describe, expect, it } from 'vitest';
import { backOff, pause } from './back-off.ts';

describe('backOff()', () => {
  it('doubles up to five seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backOff(attempt, () => 0))).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000,
    ]);
  });
  it('takes up to a quarter away', () => {
    expect(backOff(2, () => 1)).toBe(750);
  });
});

describe('pause()', () => {
  it('ends at once when its signal is aborted', async () => {
    const abort = new AbortController();
    const paused = pause(60_000, abort.signal);
    abort.abort();
    await expect(paused).resolves.toBeUndefined();
    await expect(pause(60_000, abort.signal)).resolves.toBeUndefined();
  });
});
