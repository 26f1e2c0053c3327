import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { GitCommitHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { HistoryEntry } from '../../core/contract/flow.ts';
import { jumpTo } from '../flow/flow-store.ts';
import { formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { openVersions } from './history-views.ts';
import { useHistory } from './use-history.ts';
import { useRowFocus } from './use-row-focus.ts';

const TEXTS = HISTORY_TEXTS.list;
const ROW = 28;

/** The undo list, newest first: pressing a step goes there, in either direction. */
export function HistoryList() {
  const history = useHistory();
  const steps = (history ?? []).filter(({ place }) => place !== 'kept').toReversed();
  const present = steps.findIndex(({ place }) => place === 'present');
  return (
    <>
      <div className="border-line border-b px-4 py-3">
        <div className="flex items-baseline justify-between gap-2">
          <h2 className="font-semibold text-13">{TEXTS.title}</h2>
          <span className="mono text-tx-3">{history && TEXTS.steps(steps.length)}</span>
        </div>
        <p className="text-11 text-tx-3">{TEXTS.hint}</p>
      </div>
      {/* Mounted when the steps are there, so that it starts at the present one. */}
      {history && <Steps steps={steps} present={present} />}
      <div className="flex justify-end border-line border-t px-2 py-2">
        <Button kind="quiet" icon={GitCommitHorizontal} onClick={() => openVersions()}>
          {TEXTS.versions}
        </Button>
      </div>
    </>
  );
}

function Steps({ steps, present }: { readonly steps: readonly HistoryEntry[]; readonly present: number }) {
  const box = useRef<HTMLDivElement>(null);
  // By its revision: a step that comes meanwhile moves the others down.
  const [chosen, setChosen] = useState(steps[present]?.revision);
  const found = steps.findIndex(({ revision }) => revision === chosen);
  const active = Math.max(0, found < 0 ? present : found);
  const rows = useVirtualizer({
    count: steps.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const focusRow = useRowFocus(box, 'data-index');
  const focus = (index: number) => {
    rows.scrollToIndex(index);
    setChosen(steps[index]?.revision);
    focusRow(index);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list opens
  useEffect(() => focus(active), []);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowUp: active - 1, ArrowDown: active + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focus(Math.min(steps.length - 1, Math.max(0, to)));
  };
  return (
    <div
      ref={box}
      role="listbox"
      aria-label={TEXTS.title}
      tabIndex={-1}
      className="min-h-0 flex-1 overflow-auto p-1 outline-none"
      onKeyDown={onKeyDown}
    >
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const entry = steps[index];
          return (
            entry && (
              <Step
                key={entry.revision}
                entry={entry}
                index={index}
                top={start}
                active={index === active}
                onActive={() => setChosen(entry.revision)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function Step({
  entry,
  index,
  top,
  active,
  onActive,
}: {
  readonly entry: HistoryEntry;
  readonly index: number;
  readonly top: number;
  readonly active: boolean;
  readonly onActive: () => void;
}) {
  const { label, name, at, place, runs, revision } = entry;
  const when = formatWhen(at);
  return (
    <button
      type="button"
      role="option"
      aria-selected={place === 'present'}
      aria-label={[
        place === 'present' ? TEXTS.now : undefined,
        TEXTS.jump(label, when),
        name,
        place === 'undone' ? TEXTS.undone : undefined,
      ]
        .filter(Boolean)
        .join(', ')}
      tabIndex={active ? 0 : -1}
      data-index={index}
      data-place={place}
      onFocus={onActive}
      onClick={() => jumpTo(revision)}
      style={{ height: ROW, transform: `translateY(${top}px)` }}
      className={clsx(
        'absolute inset-x-0 flex items-center gap-2 rounded-4 pr-2 pl-3 text-left text-12 hover:bg-bg-4',
        place === 'present' && 'bg-accent-soft font-medium',
        place === 'undone' && 'text-tx-3',
      )}
    >
      {place === 'present' && (
        <span className="absolute inset-y-1 left-0 w-0.5 rounded-full bg-accent-line" aria-hidden />
      )}
      <span className="min-w-0 truncate">{label}</span>
      {name !== undefined && (
        <span className="min-w-0 max-w-32 shrink truncate rounded-4 bg-bg-4 px-1.5 text-11 text-tx-2">
          {name}
        </span>
      )}
      <span className="ml-auto flex shrink-0 items-center gap-2">
        {runs.length > 0 && (
          <span className="mono text-tx-3" title={TEXTS.runs(runs)}>
            {TEXTS.run(runs.at(-1) ?? 0)}
          </span>
        )}
        <time
          className="mono text-tx-3"
          dateTime={new Date(at).toISOString()}
          title={new Date(at).toISOString()}
        >
          {when}
        </time>
      </span>
    </button>
  );
}
