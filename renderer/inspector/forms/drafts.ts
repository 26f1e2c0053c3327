import { create } from 'zustand';
import type { Json } from '../../../core/json.ts';

/** Values that stand in a field and not (yet) in the flow: just typed, or wrong and kept as typed. By `node.param`. */
interface Drafts {
  readonly values: Readonly<Record<string, Json>>;
  readonly put: (key: string, value: Json) => void;
  readonly drop: (key: string) => void;
}

export const useDrafts = create<Drafts>((set) => ({
  values: {},
  put: (key, value) => set((state) => ({ values: { ...state.values, [key]: value } })),
  drop: (key) =>
    set((state) => {
      const { [key]: _gone, ...values } = state.values;
      return { values };
    }),
}));

const timers = new Map<
  string,
  { readonly timer: ReturnType<typeof setTimeout>; readonly call: () => void }
>();

/** Calls after a pause in typing; a newer call with the same key takes the place of the older one. */
export function afterTyping(key: string, milliseconds: number, call: () => void): void {
  clearTimeout(timers.get(key)?.timer);
  const timer = setTimeout(() => {
    timers.delete(key);
    call();
  }, milliseconds);
  timers.set(key, { timer, call });
}

/** Makes everything that waits happen now: before a run, before the page goes. */
export function flushTyping(): void {
  for (const [key, { timer, call }] of [...timers]) {
    clearTimeout(timer);
    timers.delete(key);
    call();
  }
}
