import { useEffect, useState } from 'react';
import type { ErrorRecord } from '../../core/errors.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import type { Followed } from './follow.ts';

/** Follows a stream that comes to an end, once: work that nobody wants done again because a connection was lost. */
export function useFollowedOnce<T>(
  name: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
): Followed<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<ErrorRecord>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `name` says what `open` opens
  useEffect(() => {
    const abort = new AbortController();
    const read = async () => {
      try {
        for await (const next of await open(abort.signal)) if (!abort.signal.aborted) setValue(next);
      } catch (thrown) {
        if (!abort.signal.aborted) setError(errorRecord(thrown));
      }
    };
    void read();
    return () => abort.abort();
  }, [name]);
  return { value, error };
}
