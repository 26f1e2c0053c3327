/** Waits for work that others may wait for, too: it goes on when this one leaves. Throws the signal's reason, and what the work throws. */
export async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([work, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
    // Whoever started it hears of its failure; one that has left does not.
    work.catch(() => undefined);
  }
}
