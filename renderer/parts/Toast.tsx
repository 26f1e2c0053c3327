import { OctagonAlert, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { create } from 'zustand';
import { TEXTS } from '../texts.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';

interface ToastEntry {
  readonly id: number;
  readonly text: string;
  readonly remedy?: string;
  readonly tone: 'plain' | 'err';
  readonly action?: { readonly label: string; readonly onPress: () => void };
}

interface ToastState {
  readonly toasts: readonly ToastEntry[];
  readonly close: (id: number) => void;
}

let lastId = 0;
const useToasts = create<ToastState>((set) => ({
  toasts: [],
  close: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

/** Says something that has no place of its own, for 6 s. */
export function toast(
  text: string,
  options: { remedy?: string; tone?: 'plain' | 'err'; action?: ToastEntry['action'] } = {},
): void {
  lastId += 1;
  const entry: ToastEntry = { id: lastId, text, tone: options.tone ?? 'plain', ...options };
  useToasts.setState((state) => ({ toasts: [...state.toasts.slice(-2), entry] }));
}

/** Where toasts appear; stands once in the app. */
export function ToastRegion() {
  const { toasts, close } = useToasts();
  return (
    <Radix.Provider duration={6000} label={TEXTS.notifications}>
      {toasts.map((entry) => (
        <Radix.Root
          key={entry.id}
          type={entry.tone === 'err' ? 'foreground' : 'background'}
          onOpenChange={(open) => {
            if (!open) close(entry.id);
          }}
          className="appear flex items-start gap-2 rounded-8 border border-line-2 bg-bg-3 py-2 pr-2 pl-3 shadow-2"
        >
          {entry.tone === 'err' && (
            <OctagonAlert size={16} strokeWidth={1.75} className="mt-1 shrink-0 text-err" aria-hidden />
          )}
          <div className="min-w-0 flex-1 py-1">
            <Radix.Title className="text-12 text-tx-1 break-words">{entry.text}</Radix.Title>
            {entry.remedy !== undefined && (
              <Radix.Description className="text-12 text-tx-2 break-words">{entry.remedy}</Radix.Description>
            )}
          </div>
          {entry.action && (
            <Radix.Action asChild altText={entry.action.label}>
              <Button size="small" onClick={entry.action.onPress}>
                {entry.action.label}
              </Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton icon={X} label={TEXTS.close} size={24} iconSize={14} />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-2 bottom-2 z-50 flex w-77 max-w-[calc(100vw-16px)] flex-col gap-2 outline-none" />
    </Radix.Provider>
  );
}
