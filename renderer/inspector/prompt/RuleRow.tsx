import { clsx } from 'clsx';
import { GripVertical, X } from 'lucide-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatCount } from '../../format.ts';
import { IconButton } from '../../parts/IconButton.tsx';
import { type Option, Select } from '../../parts/Select.tsx';
import { TEXTS } from '../../texts.ts';

/** A pattern of paths, and the part that it chooses. */
export interface Rule {
  readonly pattern: string;
  readonly part: string;
}

/** Columns that the rows and their last one share: handle, pattern, part, count, button. */
export const RULE_COLUMNS = 'grid grid-cols-[18px_minmax(0,1fr)_92px_32px_22px] items-center gap-0.5 pr-0.5';

/** One rule: handle, pattern, part, and for how many images it is the first that fits. */
export function RuleRow({
  rule,
  place,
  options,
  count,
  chosen,
  dragged,
  onChange,
  onChoose,
  onRemove,
  onStep,
  onGrab,
}: {
  readonly rule: Rule;
  /** From 0. */
  readonly place: number;
  readonly options: readonly Option[];
  readonly count: number | undefined;
  readonly chosen: boolean;
  readonly dragged: boolean;
  readonly onChange: (rule: Partial<Rule>, how: 'typing' | 'press') => void;
  readonly onChoose: (part: string) => void;
  readonly onRemove: () => void;
  /** Up −1, down 1. */
  readonly onStep: (by: number) => void;
  readonly onGrab: (event: PointerEvent<HTMLButtonElement>) => void;
}) {
  const name = rule.pattern || String(place + 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onStep(by);
  };
  return (
    <li
      className={clsx(
        RULE_COLUMNS,
        'group h-7 border-line border-b',
        chosen && 'bg-accent-soft shadow-[inset_2px_0_0_var(--accent-line)]',
        dragged && 'relative z-10 bg-bg-4 shadow-2',
      )}
    >
      <button
        type="button"
        data-rule-handle=""
        aria-label={TEXTS.rules.drag(name)}
        title={TEXTS.rules.dragHelp}
        onPointerDown={onGrab}
        onKeyDown={onKeyDown}
        className={clsx(
          'flex h-6 w-[18px] touch-none items-center justify-center text-tx-3 hover:text-tx-1',
          dragged ? 'cursor-grabbing' : 'cursor-grab',
        )}
      >
        <GripVertical size={12} strokeWidth={1.75} aria-hidden />
      </button>
      <input
        aria-label={`${TEXTS.rules.pattern} ${place + 1}`}
        value={rule.pattern}
        title={rule.pattern}
        placeholder="folder/**"
        spellCheck={false}
        onChange={(event) => onChange({ pattern: event.currentTarget.value }, 'typing')}
        onFocus={() => onChoose(rule.part)}
        className="mono h-6 w-full min-w-0 rounded-3 bg-transparent px-1 text-tx-1 outline-none placeholder:text-tx-3 focus:bg-bg-2"
      />
      <Select
        className="h-6 w-full border-transparent bg-transparent"
        label={`${TEXTS.rules.name} ${place + 1}`}
        value={rule.part}
        options={options}
        onValue={(part) => {
          onChange({ part }, 'press');
          onChoose(part);
        }}
      />
      <span
        className={clsx('mono text-right', count === 0 ? 'text-tx-3' : 'text-tx-2')}
        title={count === undefined ? undefined : TEXTS.rules.covers(count)}
      >
        {count !== undefined && formatCount(count)}
      </span>
      <IconButton
        icon={X}
        iconSize={12}
        size={24}
        label={TEXTS.rules.remove(name)}
        className="opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100"
        onClick={onRemove}
      />
    </li>
  );
}
