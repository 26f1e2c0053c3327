import { clsx } from 'clsx';
import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';

/** Chosen, not chosen, or `mixed`. */
export function Checkbox({
  checked,
  onChecked,
  label,
  id,
  className,
}: {
  readonly checked: boolean | 'mixed';
  readonly onChecked: (checked: boolean) => void;
  readonly label?: string;
  readonly id?: string;
  readonly className?: string;
}) {
  return (
    <Radix.Root
      id={id}
      checked={checked === 'mixed' ? 'indeterminate' : checked}
      onCheckedChange={(next) => onChecked(next !== false)}
      aria-label={label}
      className={clsx(
        'relative flex size-3.5 shrink-0 items-center justify-center rounded-3 border border-line-3 bg-field text-on-accent after:absolute after:-inset-1.5',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        className,
      )}
    >
      <Radix.Indicator>
        {checked === 'mixed' ? <Minus size={10} strokeWidth={3} /> : <Check size={10} strokeWidth={3} />}
      </Radix.Indicator>
    </Radix.Root>
  );
}
