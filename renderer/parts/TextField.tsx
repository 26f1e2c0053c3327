import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly icon?: LucideIcon;
  /** Sign before the text, e.g. a currency. */
  readonly start?: string;
  /** Unit or button inside the field at its right end. */
  readonly end?: ReactNode;
  readonly mono?: boolean;
  readonly invalid?: boolean;
}

/** One line of text. */
export function TextField({
  value,
  onValue,
  icon: Icon,
  start,
  end,
  mono = false,
  invalid = false,
  className,
  ...rest
}: TextFieldProps) {
  return (
    <span
      className={clsx(
        'field-focus inline-flex h-7 min-w-0 items-center gap-1.5 rounded-4 border bg-field px-2',
        invalid ? 'border-err-fill' : 'border-line-2',
        className,
      )}
    >
      {Icon && <Icon size={14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />}
      {start !== undefined && <span className="text-12 text-tx-3">{start}</span>}
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
        aria-invalid={invalid || undefined}
        className={clsx(
          'h-full w-0 min-w-0 flex-1 bg-transparent text-tx-1 outline-none placeholder:text-tx-3',
          mono ? 'mono' : 'text-12',
        )}
        {...rest}
      />
      {end !== undefined && <span className="shrink-0 text-11 text-tx-3">{end}</span>}
    </span>
  );
}

export interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly mono?: boolean;
  readonly invalid?: boolean;
}

/** Several lines of text. */
export function TextArea({
  value,
  onValue,
  mono = false,
  invalid = false,
  className,
  ...rest
}: TextAreaProps) {
  return (
    <textarea
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
      aria-invalid={invalid || undefined}
      className={clsx(
        'field-focus min-h-16 w-full resize-y rounded-4 border bg-field px-2 py-1.5 text-tx-1 placeholder:text-tx-3',
        invalid ? 'border-err-fill' : 'border-line-2',
        mono ? 'mono leading-[18px]' : 'text-12',
        className,
      )}
      {...rest}
    />
  );
}
