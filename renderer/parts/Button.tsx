import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

export type ButtonKind = 'main' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `main` once a view; `quiet` has no ground of its own. */
  readonly kind?: ButtonKind;
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: LucideIcon;
}

const KINDS: Record<ButtonKind, string> = {
  main: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  plain: 'bg-bg-3 text-tx-1 hover:bg-bg-4 border-line-2',
  quiet: 'bg-transparent text-tx-2 hover:bg-bg-4 hover:text-tx-1 border-transparent',
  danger: 'bg-bg-3 text-err hover:bg-err-soft border-line-2',
};
const SIZES = { small: 'h-6 px-2', normal: 'h-7 px-2.5', large: 'h-8 px-3' } as const;

/** A button with a verb on it. */
export function Button({
  kind = 'plain',
  size = 'normal',
  icon: Icon,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(
        'inline-flex items-center justify-center gap-1.5 rounded-4 border font-medium text-12 whitespace-nowrap shrink-0',
        'transition-colors duration-120 disabled:opacity-50 disabled:pointer-events-none',
        KINDS[kind],
        SIZES[size],
        className,
      )}
      {...rest}
    >
      {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden />}
      {children}
    </button>
  );
}
