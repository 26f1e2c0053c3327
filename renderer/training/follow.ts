import { useEffect, useState } from 'react';
import type { ErrorRecord } from '../../core/errors.ts';
import { backOff, pause } from '../rpc/back-off.ts';
import { errorRecord } from '../rpc/engine-error.ts';

/** The latest value of a stream of the engine's; undefined before the first. */
export interface Followed<T> {
  readonly value: T | undefined;
  /** The engine refused, e.g. because a job is gone. A lost connection is not told here: the last value stays. */
  readonly error: ErrorRecord | undefined;
}

/**
 * Follows a stream of latest values while the component is on the screen, and again after the connection was lost.
 *
 * @param name what is followed; another name is another stream
 */
export function useFollowed<T>(
  name: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
): Followed<T> {
  const [followed, setFollowed] = useState<Followed<T> & { readonly name: string }>({
    name,
    value: undefined,
    error: undefined,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `name` says what `open` opens
  useEffect(() => {
    const abort = new AbortController();
    void follow(open, abort.signal, (value, error) => setFollowed({ name, value, error }));
    return () => abort.abort();
  }, [name]);
  return followed.name === name ? followed : { value: undefined, error: undefined };
}

async function follow<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  signal: AbortSignal,
  show: (value: T | undefined, error: ErrorRecord | undefined) => void,
): Promise<void> {
  let last: T | undefined;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return;
        attempt = 0;
        last = value;
        show(value, undefined);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const error = errorRecord(thrown);
      // Without a code of its own it is the connection, which is said above the screen.
      if (error.code !== 'UNEXPECTED') show(last, error);
    }
    await pause(backOff(attempt), signal);
  }
}
