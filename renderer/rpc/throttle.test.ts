import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttle } from './throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('throttle()', () => {
  it('[RUN13] calls at once, then at most once a period with the latest value', () => {
    const seen: number[] = [];
    const show = throttle(100, (value: number) => seen.push(value));
    for (const value of [1, 2, 3]) show(value);
    expect(seen).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual([1, 3]);
    vi.advanceTimersByTime(500);
    show(4);
    expect(seen).toEqual([1, 3, 4]);
  });
  it('asks for its period anew at every call', () => {
    const seen: number[] = [];
    let period = 500;
    const show = throttle(
      () => period,
      (value: number) => seen.push(value),
    );
    show(1);
    period = 100;
    show(2);
    vi.advanceTimersByTime(499);
    expect(seen).toEqual([1]);
    vi.advanceTimersByTime(1);
    show(3);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual([1, 2, 3]);
  });
  it('flush() shows what waits, and nothing twice', () => {
    const seen: number[] = [];
    const show = throttle(1000, (value: number) => seen.push(value));
    show.flush();
    show(1);
    show(2);
    show.flush();
    show.flush();
    expect(seen).toEqual([1, 2]);
    show(3);
    expect(seen).toEqual([1, 2, 3]);
    show(4);
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual([1, 2, 3, 4]);
  });
  it('now() shows at once and drops what waited', () => {
    const seen: number[] = [];
    const show = throttle(100, (value: number) => seen.push(value));
    show(1);
    show(2);
    show.now(3);
    vi.advanceTimersByTime(500);
    expect(seen).toEqual([1, 3]);
  });
});
