import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { formatNumber } from '../format.ts';
import { parseNumber } from './parse-number.ts';
import { TextField } from './TextField.tsx';

export interface NumberFieldProps {
  readonly value: number | undefined;
  /** Called with a number only when the text is one; otherwise with the text as typed, so that it can be shown as wrong. */
  readonly onValue: (value: number | string) => void;
  /** Takes a step in place of the field, e.g. where it stands for several numbers. */
  readonly onStep?: (by: number) => void;
  readonly id?: string;
  readonly label?: string;
  readonly step?: number;
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
  readonly className?: string;
  /** What was typed when it is no number. */
  readonly typed?: string;
  readonly placeholder?: string;
  /** Currency sign before the number. */
  readonly start?: string;
}

/** A number with stepper and unit; arrow keys step, with Shift ten steps at once, as do Page up and Page down. */
export function NumberField({
  value,
  onValue,
  onStep,
  id,
  label,
  step = 1,
  min,
  max,
  unit,
  invalid,
  describedBy,
  className,
  typed,
  placeholder,
  start,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string>();
  const text = draft ?? typed ?? (value === undefined ? '' : formatNumber(value));
  const change = (next: string) => {
    setDraft(next);
    onValue(parseNumber(next, unit) ?? next);
  };
  const stepBy = (steps: number) => {
    if (onStep) {
      setDraft(undefined);
      onStep(steps * step);
      return;
    }
    const start = value ?? min ?? 0;
    const raw = start + steps * step;
    const clamped = Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, raw));
    setDraft(undefined);
    onValue(Number(clamped.toFixed(10)));
  };
  const stepButton = (steps: number) => (
    <button
      type="button"
      tabIndex={-1}
      aria-hidden
      onClick={() => stepBy(steps)}
      className="flex h-3 w-4 items-center justify-center rounded-3 text-tx-3 hover:bg-bg-4 hover:text-tx-1"
    >
      {steps > 0 ? <ChevronUp size={10} /> : <ChevronDown size={10} />}
    </button>
  );
  return (
    <TextField
      id={id}
      mono
      inputMode="decimal"
      aria-label={label}
      aria-describedby={describedBy}
      invalid={invalid}
      className={className}
      value={text}
      placeholder={placeholder}
      onValue={change}
      onBlur={() => setDraft(undefined)}
      onKeyDown={(event) => {
        const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (steps === undefined) return;
        event.preventDefault();
        stepBy(steps * (event.shiftKey && event.key.startsWith('Arrow') ? 10 : 1));
      }}
      end={
        <span className="flex items-center gap-1">
          {unit}
          <span className="flex flex-col">
            {stepButton(1)}
            {stepButton(-1)}
          </span>
        </span>
      }
      start={start}
    />
  );
}
