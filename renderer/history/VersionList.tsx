import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { HistoryEntry } from '../../core/contract/flow.ts';
import { formatWhen } from '../format.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { useRowFocus } from './use-row-focus.ts';

const TEXTS = HISTORY_TEXTS.versions;
const ROW = 44;

type Which = 'all' | 'named' | 'runs';
const WHICH: Readonly<Record<Which, (entry: HistoryEntry) => boolean>> = {
  all: () => true,
  named: ({ name }) => name !== undefined,
  runs: ({ runs }) => runs.length > 0,
};

/** What a version is called: its name, what was done, or the run that keeps it. */
export function versionTitle({ name, label, runs, revision }: HistoryEntry): string {
  if (name !== undefined) return name;
  if (label !== '') return label;
  return runs[0] === undefined ? TEXTS.revision(revision) : TEXTS.ofRun(runs[0]);
}

/** Versions, newest first, with what tells them apart. */
export function VersionList({
  versions,
  shown,
  onChoose,
}: {
  readonly versions: readonly HistoryEntry[];
  readonly shown: number | undefined;
  readonly onChoose: (revision: number) => void;
}) {
  const [which, setWhich] = useState<Which>('all');
  const box = useRef<HTMLDivElement>(null);
  const listed = versions.filter(WHICH[which]);
  const rows = useVirtualizer({
    count: listed.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  const focusRow = useRowFocus(box, 'data-revision');
  const at = listed.findIndex(({ revision }) => revision === shown);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: listed.length - 1 }[event.key];
    const next = to === undefined ? undefined : Math.min(listed.length - 1, Math.max(0, to));
    const entry = next === undefined ? undefined : listed[next];
    if (next === undefined || !entry) return;
    event.preventDefault();
    rows.scrollToIndex(next);
    onChoose(entry.revision);
    focusRow(entry.revision);
  };
  return (
    <>
      <div className="border-line border-b p-2">
        <Segmented
          label={TEXTS.which}
          value={which}
          onValue={(value) => setWhich(value as Which)}
          segments={[
            { value: 'all', label: TEXTS.all },
            { value: 'named', label: TEXTS.named },
            { value: 'runs', label: TEXTS.withRuns },
          ]}
        />
      </div>
      {listed.length === 0 && (
        <p className="px-4 pt-3 text-12 text-tx-3">{which === 'named' ? TEXTS.noneNamed : TEXTS.noneRun}</p>
      )}
      <div
        ref={box}
        role="listbox"
        tabIndex={-1}
        aria-label={TEXTS.title}
        className="min-h-0 flex-1 overflow-auto p-1 outline-none"
        onKeyDown={onKeyDown}
      >
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const entry = listed[index];
            return (
              entry && (
                <VersionRow
                  key={entry.revision}
                  entry={entry}
                  top={start}
                  chosen={entry.revision === shown}
                  onChoose={onChoose}
                />
              )
            );
          })}
        </div>
      </div>
    </>
  );
}

function VersionRow({
  entry,
  top,
  chosen,
  onChoose,
}: {
  readonly entry: HistoryEntry;
  readonly top: number;
  readonly chosen: boolean;
  readonly onChoose: (revision: number) => void;
}) {
  const { revision, at, label, name, place, runs } = entry;
  const facts = [
    ...(place === 'present' ? [TEXTS.present] : place === 'undone' ? [TEXTS.undone] : []),
    formatWhen(at),
    ...(name !== undefined && label !== '' ? [label] : []),
    ...(runs.length > 0 ? [TEXTS.runsShort(runs)] : []),
  ];
  return (
    <button
      type="button"
      role="option"
      aria-selected={chosen}
      tabIndex={chosen ? 0 : -1}
      data-revision={revision}
      onClick={() => onChoose(revision)}
      style={{ height: ROW, transform: `translateY(${top}px)` }}
      className={clsx(
        'absolute inset-x-0 flex flex-col justify-center rounded-4 px-3 text-left hover:bg-bg-4',
        chosen && 'bg-accent-soft',
        place === 'undone' && 'text-tx-3',
      )}
    >
      {chosen && <span className="absolute inset-y-1 left-0 w-0.5 rounded-full bg-accent-line" aria-hidden />}
      <span className={clsx('w-full truncate text-12', name !== undefined && 'font-semibold')}>
        {versionTitle(entry)}
      </span>
      <span className="w-full truncate text-11 text-tx-3">{facts.join(' · ')}</span>
    </button>
  );
}
