import { setTimeout as pause } from 'node:timers/promises';
import type { ProviderBatch } from '../../../core/contract/provider-batch.ts';
import type { BatchDesk } from './batch-desk.ts';

/** Changes that come close together are told as one. */
const AT_MOST_EVERY_MS = 500;

/** The list of batches, now and whenever it changes; ends with the signal or the project. Providers are asked as long as somebody listens. */
export async function* watchBatches(
  desk: BatchDesk,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ProviderBatch[], void, void> {
  const over = signal === undefined ? desk.signal : AbortSignal.any([signal, desk.signal]);
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const deaf = desk.onChange(wake);
  over.addEventListener('abort', wake, { once: true });
  const leave = desk.watch();
  try {
    while (!over.aborted) {
      changed = Promise.withResolvers<void>();
      yield desk.list();
      await changed.promise;
      // Whoever stops listening ends the pause, too.
      await pause(AT_MOST_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    }
  } finally {
    over.removeEventListener('abort', wake);
    deaf();
    leave();
  }
}
