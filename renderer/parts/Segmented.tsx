import { clsx } from 'clsx';
import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Segment {
  readonly value: string;
  readonly label: ReactNode;
}

/** One of two to four choices, all in view. */
export function Segmented({
  value,
  segments,
  onValue,
  label,
  className,
  small = false,
}: {
  readonly value: string | undefined;
  readonly segments: readonly Segment[];
  readonly onValue: (value: string) => void;
  readonly label: string;
  readonly className?: string;
  readonly small?: boolean;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value ?? ''}
      onValueChange={(next) => {
        if (next !== '') onValue(next);
      }}
      className={clsx('inline-flex rounded-4 border border-line-2 bg-field p-px', className)}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          className={clsx(
            'flex-1 rounded-3 px-2 text-12 text-tx-2 whitespace-nowrap hover:text-tx-1',
            'data-[state=on]:bg-bg-4 data-[state=on]:font-medium data-[state=on]:text-tx-1',
            small ? 'h-5' : 'h-6',
          )}
        >
          {segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
