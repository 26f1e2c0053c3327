/** A call that happens at most once in a period, always with the latest argument; `now` skips the wait. */
export interface Throttled<T> {
  (value: T): void;
  readonly now: (value: T) => void;
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
    now: (value: T) => {
      clearTimeout(timer);
      latest = { value };
      flush();
    },
  });
}
