/** A call that happens at most once in a period, always with the latest argument. */
export interface Throttled<T> {
  (value: T): void;
  /** With this value at once; what waited is dropped. */
  readonly now: (value: T) => void;
  /** What waits waits no longer. */
  readonly flush: () => void;
}

/** `period` in milliseconds, asked for anew at every call. */
export function throttle<T = void>(period: number | (() => number), call: (value: T) => void): Throttled<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: { readonly value: T } | undefined;
  const flush = () => {
    timer = undefined;
    if (!latest) return;
    const { value } = latest;
    latest = undefined;
    timer = setTimeout(flush, typeof period === 'number' ? period : period());
    call(value);
  };
  const throttled = (value: T) => {
    latest = { value };
    if (timer === undefined) flush();
  };
  return Object.assign(throttled, {
    flush: () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      flush();
    },
    now: (value: T) => {
      clearTimeout(timer);
      latest = { value };
      flush();
    },
  });
}
