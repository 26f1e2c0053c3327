import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('[RUN13] calls at once, then at most once an interval, and never loses the last', () => {
  const times: number[] = [];
  const start = Date.now();
  const coalesced = coalesce(50, () => times.push(Date.now() - start));
  for (let now = 0; now < 120; now += 10) {
    coalesced.call();
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(times).toEqual([0, 50, 100, 150]);
  coalesced.call();
  expect(times).toEqual([0, 50, 100, 150, 1120]);
});

it('forgets what waits when it is cancelled', () => {
  let calls = 0;
  const coalesced = coalesce(50, () => (calls += 1));
  coalesced.call();
  coalesced.call();
  coalesced.cancel();
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(1);
});
