import { setTimeout as pause } from 'node:timers/promises';

/**
 * A value now and whenever it has changed, looked at again and again: folders on network drives tell nobody of changes. Ends with the signal; a slow client
 * makes the looking slower and never gets a queue.
 */
export async function* watchValue<T>(
  look: () => Promise<T>,
  everyMs: number,
  until: AbortSignal,
): AsyncGenerator<T, void, void> {
  let before: string | undefined;
  while (!until.aborted) {
    const value = await look();
    const text = JSON.stringify(value);
    if (text !== before) yield value;
    before = text;
    // Whoever stops listening ends the pause, too.
    await pause(everyMs, undefined, { signal: until, ref: false }).catch(() => undefined);
  }
}
