import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { Json } from '../../../core/json.ts';
import { useScreen } from '../../app/screen.ts';

/** Values that stand in a field and not (yet) in the flow: just typed, or wrong and kept as typed. By `node.param`. */
interface Drafts {
  readonly values: Readonly<Record<string, Json>>;
  readonly put: (key: string, value: Json) => void;
  readonly drop: (key: string) => void;
}

export const useDrafts = create<Drafts>()(
  persist(
    (set) => ({
      values: {},
      put: (key, value) => set((state) => ({ values: { ...state.values, [key]: value } })),
      drop: (key) =>
        set((state) => {
          const { [key]: _gone, ...values } = state.values;
          return { values };
        }),
    }),
    {
      name: 'ekphrasis.drafts',
      // What is wrong stands there after a reload, too; what is right has been sent by then.
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ values }) => ({ values }),
    },
  ),
);

// What was typed in one project means nothing in another.
useScreen.subscribe((now, before) => {
  if (now.project !== before.project) useDrafts.setState({ values: {} });
});

interface Waiting {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly call: () => void;
  readonly step: string;
}

const waiting = new Map<string, Waiting>();

/** Calls after a pause in typing; a newer call with the same key takes the place of the older one. */
export function afterTyping(key: string, milliseconds: number, call: () => void, step = ''): void {
  clearTimeout(waiting.get(key)?.timer);
  const timer = setTimeout(() => {
    waiting.delete(key);
    call();
  }, milliseconds);
  waiting.set(key, { timer, call, step });
}

/** Forgets what waits under a key. */
export function dropTyping(key: string): void {
  clearTimeout(waiting.get(key)?.timer);
  waiting.delete(key);
}

/** Makes what waits under a key happen now, unless it belongs to the step that goes on. */
export function endStep(key: string, next?: string): void {
  const found = waiting.get(key);
  if (!found || found.step === next) return;
  dropTyping(key);
  found.call();
}

/** Makes everything that waits happen now: before any other edit, before a run, before the page goes. */
export function flushTyping(): void {
  for (const key of [...waiting.keys()]) endStep(key);
}
