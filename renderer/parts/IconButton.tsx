import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { ariaKeys } from '../commands/chord-text.ts';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  readonly icon: LucideIcon;
  /** Accessible name and tooltip. */
  readonly label: string;
  readonly keys?: string | undefined;
  readonly size?: 24 | 28 | 32;
  readonly iconSize?: number;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly bordered?: boolean;
}

/** A button that is an icon only: always with a tooltip and a name. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  size = 28,
  iconSize = 16,
  side,
  bordered = false,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-keyshortcuts={keys && ariaKeys(keys)}
        style={{ width: size, height: size }}
        className={clsx(
          'inline-flex shrink-0 items-center justify-center rounded-4 text-tx-2 transition-colors duration-120',
          'hover:bg-bg-4 hover:text-tx-1 disabled:text-tx-3 disabled:opacity-45 disabled:pointer-events-none aria-pressed:text-accent-tx',
          bordered && 'border border-line-2 bg-bg-3',
          className,
        )}
        {...rest}
      >
        <Icon size={iconSize} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
