import { OctagonAlert, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import { TEXTS } from '../texts.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { useToastPlace } from './toast-place.ts';

/** How long a toast stands, unless somebody is at it. Milliseconds. */
const SHOWN_MS = 6000;

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

/**
 * Where toasts appear: in front of nothing that can be pressed. Stands once in the app, and is there before the first toast, so that readers
 * hear that one too. Esc stays with dialogs and lists; F8 leads here.
 */
export function ToastRegion() {
  const { toasts, close } = useToasts();
  const region = useRef<HTMLElement>(null);
  const place = useToastPlace(region, toasts);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'F8') region.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <section
      ref={region}
      aria-label={TEXTS.notifications}
      aria-live="polite"
      tabIndex={-1}
      style={place ?? { right: 8, bottom: 8 }}
      className="fixed z-50 flex w-77 max-w-[calc(100vw-16px)] flex-col gap-2 outline-none"
    >
      {toasts.map((entry) => (
        <ToastCard key={entry.id} entry={entry} onClose={() => close(entry.id)} />
      ))}
    </section>
  );
}

function ToastCard({ entry, onClose }: { readonly entry: ToastEntry; readonly onClose: () => void }) {
  const [held, setHeld] = useState(false);
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => latest.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const { text, remedy, tone, action } = entry;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: that it waits while somebody is at it is no action
    <div
      role={tone === 'err' ? 'alert' : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="appear flex items-start gap-2 rounded-8 border border-line-2 bg-bg-3 py-2 pr-2 pl-3 shadow-2"
    >
      {tone === 'err' && (
        <OctagonAlert size={16} strokeWidth={1.75} className="mt-1 shrink-0 text-err" aria-hidden />
      )}
      <div className="min-w-0 flex-1 py-1">
        <p className="break-words text-12 text-tx-1">{text}</p>
        {remedy !== undefined && <p className="break-words text-12 text-tx-2">{remedy}</p>}
      </div>
      {action && (
        <Button
          size="small"
          onClick={() => {
            onClose();
            action.onPress();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label={TEXTS.close} size={24} iconSize={14} onClick={onClose} />
    </div>
  );
}
