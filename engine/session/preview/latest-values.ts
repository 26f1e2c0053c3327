/**
 * What some work says on its way, as latest values: who is slow gets the newest, never a queue. Ends with the work, and throws what it throws. Who leaves early aborts the
 * signal that the work was given.
 */
export async function* latestValues<T>(
  work: (offer: (value: T) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<T, void, void> {
  const leaving = new AbortController();
  let waiting: { readonly value: T } | undefined;
  let ended = false;
  let wake: () => void = () => undefined;
  const offer = (value: T) => {
    waiting = { value };
    wake();
  };
  const done = work(offer, AbortSignal.any([signal, leaving.signal])).finally(() => {
    ended = true;
    wake();
  });
  // Awaited at the end; who has left does not hear of it.
  done.catch(() => undefined);
  try {
    for (;;) {
      const next = waiting;
      waiting = undefined;
      if (next !== undefined) yield next.value;
      else if (ended) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    await done;
  } finally {
    leaving.abort();
  }
}
