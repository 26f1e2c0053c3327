import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'accent' | 'ok' | 'warn' | 'err';

const TONES: Record<Tone, string> = {
  plain: 'bg-bg-4 text-tx-2',
  accent: 'bg-accent-soft text-accent-tx',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  err: 'bg-err-soft text-err',
};

/** A short fact with its meaning in icon and colour. */
export function Chip({
  tone = 'plain',
  icon: Icon,
  children,
  className,
}: {
  readonly tone?: Tone;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-4 px-1.5 text-11',
        TONES[tone],
        className,
      )}
    >
      {Icon && <Icon size={12} strokeWidth={1.75} className="shrink-0" aria-hidden />}
      <span className="truncate">{children}</span>
    </span>
  );
}
