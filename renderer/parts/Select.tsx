import { clsx } from 'clsx';
import { Check, ChevronDown, Search } from 'lucide-react';
import { Popover as Radix } from 'radix-ui';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { TEXTS } from '../texts.ts';
import { TextField } from './TextField.tsx';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface SelectProps {
  readonly value: string | undefined;
  readonly options: readonly Option[];
  readonly onValue: (value: string) => void;
  readonly label?: string;
  readonly id?: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
  readonly className?: string;
}

const SEARCH_ABOVE = 12;

/**
 * Chooses one of a list; above twelve choices with a search field. Not Radix Select: that one needs style elements, which the
 * page's policy does not let in.
 */
export function Select({
  value,
  options,
  onValue,
  label,
  id,
  placeholder,
  invalid,
  describedBy,
  className,
}: SelectProps) {
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const withSearch = options.length > SEARCH_ABOVE;
  const words = search.trim().toLowerCase();
  const found = withSearch ? options.filter((option) => option.label.toLowerCase().includes(words)) : options;
  const chosen = options.find((option) => option.value === value);

  const show = (next: boolean) => {
    setOpen(next);
    setSearch('');
    setActive(
      Math.max(
        0,
        options.findIndex((option) => option.value === value),
      ),
    );
  };
  const choose = (option: Option | undefined) => {
    if (!option) return;
    onValue(option.value);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const next = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: last }[event.key];
    if (next !== undefined) setActive(Math.min(last, Math.max(0, next)));
    else if (event.key === 'Enter' || (event.key === ' ' && !withSearch)) choose(found[active]);
    else if (!withSearch && event.key.length === 1) {
      const letter = event.key.toLowerCase();
      const starts = (option: Option) => option.label.toLowerCase().startsWith(letter);
      const after = found.findIndex((option, index) => index > active && starts(option));
      const any = after >= 0 ? after : found.findIndex(starts);
      if (any >= 0) setActive(any);
    } else return;
    event.preventDefault();
  };
  const optionId = (index: number) => `${listId}-${index}`;

  return (
    <Radix.Root open={open} onOpenChange={show}>
      <Radix.Trigger
        id={id}
        role="combobox"
        aria-label={label}
        aria-describedby={describedBy}
        aria-expanded={open}
        aria-controls={listId}
        aria-invalid={invalid || undefined}
        onKeyDown={(event) => {
          if (open || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
          event.preventDefault();
          show(true);
        }}
        className={clsx(
          'inline-flex h-7 min-w-0 items-center justify-between gap-2 rounded-4 border bg-field px-2 text-12 text-tx-1 hover:border-line-3',
          invalid ? 'border-err-fill' : 'border-line-2',
          className,
        )}
      >
        <span className={clsx('truncate', !chosen && 'text-tx-3')}>
          {chosen?.label ?? (value || placeholder || TEXTS.choose)}
        </span>
        <ChevronDown size={14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => {
            if (withSearch) return;
            event.preventDefault();
            list.current?.focus();
          }}
          className="appear z-50 min-w-[var(--radix-popover-trigger-width)] max-w-96 rounded-8 border border-line-2 bg-bg-3 p-1 shadow-2 outline-none"
        >
          {withSearch && (
            <TextField
              className="mb-1 w-full"
              icon={Search}
              aria-label={TEXTS.search}
              aria-controls={listId}
              aria-activedescendant={optionId(active)}
              placeholder={TEXTS.search}
              value={search}
              onValue={(text) => {
                setSearch(text);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
            />
          )}
          <div
            ref={list}
            id={listId}
            role="listbox"
            tabIndex={withSearch ? -1 : 0}
            aria-label={label}
            aria-activedescendant={optionId(active)}
            onKeyDown={onKeyDown}
            className="max-h-72 overflow-auto outline-none"
          >
            {found.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list box handles the keys (active descendant)
              <div
                key={option.value}
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={option.value === value}
                ref={(element) => {
                  if (index === active) element?.scrollIntoView({ block: 'nearest' });
                }}
                onPointerMove={() => setActive(index)}
                onClick={() => choose(option)}
                className={clsx(
                  'flex h-7 cursor-default items-center gap-2 rounded-4 px-2 text-12',
                  index === active && 'bg-bg-4',
                )}
              >
                <span className="w-3.5 shrink-0">
                  {option.value === value && (
                    <Check size={14} strokeWidth={1.75} className="text-accent-tx" aria-hidden />
                  )}
                </span>
                <span className="truncate">{option.label}</span>
                {option.hint && (
                  <span className="ml-auto pl-3 text-11 text-tx-3 whitespace-nowrap">{option.hint}</span>
                )}
              </div>
            ))}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
