import { clsx } from 'clsx';
import { GripVertical, Plus, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../format.ts';
import { Button } from '../../parts/Button.tsx';
import { IconButton } from '../../parts/IconButton.tsx';
import { Select } from '../../parts/Select.tsx';
import { TEXTS } from '../../texts.ts';

export interface Rule {
  readonly pattern: string;
  readonly part: string;
}

/** A rule moved to another place. */
export function moveRule<T>(rules: readonly T[], from: number, to: number): readonly T[] {
  const next = [...rules];
  const [moved] = next.splice(from, 1);
  if (moved !== undefined) next.splice(to, 0, moved);
  return next;
}

/** Patterns with the part that each chooses; the first match wins, the last row takes everything else. */
export function RulesTable({
  rules,
  parts,
  otherwise,
  counts,
  chosen,
  onRules,
  onOtherwise,
  onChoose,
}: {
  readonly rules: readonly Rule[];
  readonly parts: readonly { readonly id: string; readonly title: string }[];
  readonly otherwise: string;
  /** Images by part; those without a rule under ''. */
  readonly counts: ReadonlyMap<string, number> | undefined;
  readonly chosen: string | undefined;
  readonly onRules: (rules: readonly Rule[], how: 'typing' | 'press') => void;
  readonly onOtherwise: ((part: string) => void) | undefined;
  readonly onChoose: (part: string) => void;
}) {
  const [dragged, setDragged] = useState<number>();
  const options = [
    { value: '', label: TEXTS.prompt.noPart },
    ...parts.map((part) => ({ value: part.id, label: part.title || part.id })),
  ];
  const change = (index: number, rule: Partial<Rule>, how: 'typing' | 'press') =>
    onRules(
      rules.map((each, place) => (place === index ? { ...each, ...rule } : each)),
      how,
    );
  const uncovered = counts?.get('') ?? 0;
  return (
    <section aria-label={TEXTS.rules.title}>
      <div className="flex h-8 items-center gap-2">
        <h3 className="font-semibold text-12">{TEXTS.rules.title}</h3>
        <span className="text-11 text-tx-3">{TEXTS.rules.firstWins}</span>
        <Button
          kind="quiet"
          size="small"
          icon={Plus}
          className="ml-auto text-accent-tx"
          onClick={() => onRules([...rules, { pattern: '', part: parts[0]?.id ?? '' }], 'press')}
        >
          {TEXTS.rules.add}
        </Button>
      </div>
      <ol className="max-h-50 overflow-auto rounded-4 border border-line-2 bg-field">
        {rules.map((rule, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
            key={index}
            draggable={dragged === index}
            onDragOver={(event) => {
              event.preventDefault();
              if (dragged === undefined || dragged === index) return;
              onRules(moveRule(rules, dragged, index), 'typing');
              setDragged(index);
            }}
            onDragEnd={() => setDragged(undefined)}
            className={clsx(
              'group flex h-7 items-center gap-1 border-line border-b pr-1',
              rule.part !== '' &&
                rule.part === chosen &&
                'bg-accent-soft shadow-[inset_2px_0_0_var(--accent-line)]',
            )}
          >
            <button
              type="button"
              aria-label={TEXTS.rules.drag(rule.pattern)}
              onPointerDown={() => setDragged(index)}
              onPointerUp={() => setDragged(undefined)}
              onKeyDown={(event) => {
                const to = index + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0);
                if (to === index || to < 0 || to >= rules.length) return;
                event.preventDefault();
                onRules(moveRule(rules, index, to), 'press');
              }}
              className="flex h-6 w-5 cursor-grab items-center justify-center text-tx-3"
            >
              <GripVertical size={12} strokeWidth={1.75} aria-hidden />
            </button>
            <input
              aria-label={`${TEXTS.rules.pattern} ${index + 1}`}
              value={rule.pattern}
              placeholder="**/*"
              spellCheck={false}
              onChange={(event) => change(index, { pattern: event.currentTarget.value }, 'typing')}
              onFocus={() => onChoose(rule.part)}
              className="mono h-6 w-0 min-w-0 flex-1 rounded-3 bg-transparent px-1 text-tx-1 outline-none focus:bg-bg-2"
            />
            <Select
              className="h-6 w-32 border-transparent bg-transparent"
              label={`${TEXTS.rules.name} ${index + 1}`}
              value={rule.part}
              options={options}
              onValue={(part) => {
                change(index, { part }, 'press');
                onChoose(part);
              }}
            />
            <IconButton
              icon={X}
              iconSize={12}
              size={24}
              label={TEXTS.rules.remove(rule.pattern)}
              className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
              onClick={() =>
                onRules(
                  rules.filter((_, place) => place !== index),
                  'press',
                )
              }
            />
          </li>
        ))}
        <li className="sticky bottom-0 flex h-7 items-center gap-1 border-line border-t bg-field pr-1 pl-6">
          <span className="mono min-w-0 flex-1 truncate px-1 text-tx-3">{TEXTS.rules.everythingElse}</span>
          {uncovered > 0 && (
            <span className="mono flex items-center gap-1 text-warn" title={TEXTS.rules.uncovered(uncovered)}>
              <TriangleAlert size={12} strokeWidth={1.75} aria-hidden />
              {formatCount(uncovered)}
            </span>
          )}
          {onOtherwise && (
            <Select
              className="mr-7 h-6 w-32 border-transparent bg-transparent"
              label={TEXTS.rules.everythingElse}
              value={otherwise}
              options={options}
              onValue={onOtherwise}
            />
          )}
        </li>
      </ol>
      {counts && counts.size > 0 && (
        <ul className="mt-1.5 flex flex-wrap gap-x-3 gap-y-0.5 text-11 text-tx-3">
          {parts
            .filter((part) => counts.has(part.id))
            .map((part) => (
              <li key={part.id}>
                {part.title || part.id}{' '}
                <span className="mono text-tx-2">{formatCount(counts.get(part.id) ?? 0)}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
