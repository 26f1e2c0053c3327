import { Switch as Radix } from 'radix-ui';

/** On or off, at once. */
export function Switch({
  checked,
  onChecked,
  label,
  id,
  describedBy,
  disabled,
}: {
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly label?: string;
  readonly id?: string;
  readonly describedBy?: string;
  readonly disabled?: boolean;
}) {
  return (
    <Radix.Root
      id={id}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChecked}
      aria-label={label}
      aria-describedby={describedBy}
      className="relative h-4 w-7 shrink-0 rounded-full border border-line-3 bg-bg-4 transition-colors duration-120 data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-50 after:absolute after:-inset-1.5"
    >
      <Radix.Thumb className="block size-3 translate-x-px rounded-full bg-tx-2 transition-transform duration-120 data-[state=checked]:translate-x-[13px] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}
