import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from '@playwright/test';

/** Between two keys of one word: a quick typist. Milliseconds. */
const KEY_MS = 90;
/** Between two words: longer than the form waits before it sends what was typed, so that answers come in while the next word is typed. */
const WORD_MS = 450;
const WORD = 'letters';
/** Browsers tell of no event that took less. */
const SHORTEST_TOLD_MS = 16;

/** Types words into a field and gives the time from each key to the frame that shows it, milliseconds, shortest first. */
export async function measureTyping(page: Page, field: Locator, words: number): Promise<readonly number[]> {
  await field.click();
  await page.evaluate(watchKeys);
  for (let word = 0; word < words; word += 1) {
    for (const key of WORD) {
      await page.keyboard.press(key);
      await sleep(KEY_MS);
    }
    await sleep(WORD_MS);
  }
  const told = await page.evaluate(takeKeys);
  const untold = Array.from(
    { length: Math.max(0, words * WORD.length - told.length) },
    () => SHORTEST_TOLD_MS,
  );
  return [...untold, ...told].toSorted((a, b) => a - b);
}

/** The value below which 95 of 100 lie. */
export function p95(sorted: readonly number[]): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))] ?? Number.NaN;
}

/** In the page: the browser itself tells when an event's outcome was presented (Event Timing). */
function watchKeys(): void {
  const times: number[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') times.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  Object.assign(window, { keyTimes: times });
}

/** In the page: what was told so far. */
function takeKeys(): number[] {
  return (window as unknown as { readonly keyTimes: number[] }).keyTimes;
}
