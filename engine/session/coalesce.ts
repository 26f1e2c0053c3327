/** Calls that come together become one: at once after a pause, then at most every `milliseconds`, the last one always. */
export interface Coalesced {
  call(): void;
  /** Forgets what waits. */
  cancel(): void;
}

export function coalesce(milliseconds: number, action: () => void): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  let waits = false;
  const run = () => {
    waits = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (waits) run();
    }, milliseconds);
    timer.unref();
    action();
  };
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    waits = false;
  };
  return {
    call() {
      if (timer === undefined) run();
      else waits = true;
    },
    cancel,
  };
}
