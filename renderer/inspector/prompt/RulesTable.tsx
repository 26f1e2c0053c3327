import { Plus, TriangleAlert } from 'lucide-react';
import { type PointerEvent, useRef, useState } from 'react';
import { formatCount } from '../../format.ts';
import { Button } from '../../parts/Button.tsx';
import { Select } from '../../parts/Select.tsx';
import { TEXTS } from '../../texts.ts';
import { moveRule, placeAt } from './move-rule.ts';
import { RULE_COLUMNS, type Rule, RuleRow } from './RuleRow.tsx';

/** Height of a row in pixels. */
const ROW = 28;

interface Drag {
  readonly from: number;
  readonly to: number;
}

/** Patterns with the part that each chooses; the first match wins, the last row takes everything else. */
export function RulesTable({
  rules,
  parts,
  otherwise,
  counts,
  uncovered,
  chosen,
  onRules,
  onOtherwise,
  onChoose,
}: {
  readonly rules: readonly Rule[];
  readonly parts: readonly { readonly id: string; readonly title: string }[];
  readonly otherwise: string;
  /** By rule; of rules that have just changed it may be that of a moment ago. */
  readonly counts: readonly number[] | undefined;
  /** Images that no rule fits. */
  readonly uncovered: number;
  readonly chosen: string | undefined;
  readonly onRules: (rules: readonly Rule[], how: 'typing' | 'press', step?: string) => void;
  readonly onOtherwise: ((part: string) => void) | undefined;
  readonly onChoose: (part: string) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<Drag>();
  const [said, setSaid] = useState('');
  const options = [
    { value: '', label: TEXTS.prompt.noPart },
    ...parts.map((part) => ({ value: part.id, label: part.title || part.id })),
  ];
  // While one is dragged the others make room; it is one edit when it is let go.
  const order = rules.map((_, index) => index);
  const shown = drag ? moveRule(order, drag.from, drag.to) : order;

  const move = (from: number, to: number) => {
    if (to === from || to < 0 || to >= rules.length) return;
    onRules(moveRule(rules, from, to), 'press');
    setSaid(TEXTS.rules.moved(rules[from]?.pattern ?? '', to + 1, rules.length));
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>('[data-rule-handle]')[to]?.focus(),
    );
  };
  const grab = (from: number) => (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || !list.current) return;
    const handle = event.currentTarget;
    const box = list.current;
    const placeOf = (y: number) =>
      placeAt(y + box.scrollTop, box.getBoundingClientRect().top, ROW, rules.length);
    let to = from;
    handle.setPointerCapture(event.pointerId);
    setDrag({ from, to });
    const follow = (moved: globalThis.PointerEvent) => {
      to = placeOf(moved.clientY);
      setDrag({ from, to });
    };
    const end = (done: boolean) => () => {
      handle.removeEventListener('pointermove', follow);
      setDrag(undefined);
      if (done) move(from, to);
    };
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', end(true), { once: true });
    handle.addEventListener('pointercancel', end(false), { once: true });
  };
  const change = (index: number, rule: Partial<Rule>, how: 'typing' | 'press') =>
    onRules(
      rules.map((each, place) => (place === index ? { ...each, ...rule } : each)),
      how,
      `rule ${index}`,
    );

  return (
    <section aria-label={TEXTS.rules.title}>
      <div className="flex h-8 items-center gap-2">
        <h3 className="font-semibold text-12">{TEXTS.rules.title}</h3>
        <span className="text-11 text-tx-3">{TEXTS.rules.firstWins}</span>
        <Button
          kind="quiet"
          size="small"
          icon={Plus}
          className="-mr-2 ml-auto text-accent-tx"
          onClick={() => onRules([...rules, { pattern: '', part: parts[0]?.id ?? '' }], 'press')}
        >
          {TEXTS.rules.add}
        </Button>
      </div>
      <ol
        ref={list}
        className="max-h-[min(60vh,520px)] min-h-14 resize-y overflow-auto rounded-4 border border-line-2 bg-field"
        style={{ height: Math.min(7, rules.length + 1) * ROW + 2 }}
      >
        {shown.map((index, place) => {
          const rule = rules[index];
          if (!rule) return null;
          return (
            <RuleRow
              // A rule is known by the place that it had before it was moved.
              key={index}
              rule={rule}
              place={place}
              options={options}
              count={counts?.[index]}
              chosen={rule.part !== '' && rule.part === chosen}
              dragged={drag?.from === index}
              onChange={(next, how) => change(index, next, how)}
              onChoose={onChoose}
              onRemove={() =>
                onRules(
                  rules.filter((_, each) => each !== index),
                  'press',
                )
              }
              onStep={(by) => move(index, index + by)}
              onGrab={grab(index)}
            />
          );
        })}
        <li className={`${RULE_COLUMNS} sticky bottom-0 h-7 border-line border-t bg-field`}>
          <span className="col-span-2 truncate pl-6 text-tx-3">{TEXTS.rules.everythingElse}</span>
          {onOtherwise ? (
            <Select
              className="h-6 w-full border-transparent bg-transparent"
              label={TEXTS.rules.everythingElse}
              value={otherwise}
              options={options}
              onValue={onOtherwise}
            />
          ) : (
            <span />
          )}
          <span
            className={`mono flex items-center justify-end gap-0.5 ${uncovered > 0 ? 'text-warn' : 'text-tx-3'}`}
            title={TEXTS.rules.uncovered(uncovered)}
          >
            {uncovered > 0 && <TriangleAlert size={12} strokeWidth={1.75} className="shrink-0" aria-hidden />}
            {counts && formatCount(uncovered)}
          </span>
        </li>
      </ol>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </section>
  );
}
