import { clsx } from 'clsx';
import { Slider as Radix } from 'radix-ui';

/** A value in a range. */
export function Slider({
  value,
  min,
  max,
  step = 1,
  onValue,
  label,
  className,
}: {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onValue: (value: number) => void;
  readonly label: string;
  readonly className?: string;
}) {
  return (
    <Radix.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => {
        if (next !== undefined) onValue(next);
      }}
      className={clsx('relative flex h-6 min-w-16 touch-none items-center', className)}
    >
      <Radix.Track className="relative h-1 w-full rounded-full bg-track">
        <Radix.Range className="absolute h-full rounded-full bg-accent-line" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        className="block size-3.5 rounded-full border-2 border-accent-line bg-bg-3"
      />
    </Radix.Root>
  );
}
