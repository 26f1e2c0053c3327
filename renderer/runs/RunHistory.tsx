import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight, GitCompare, Pin } from 'lucide-react';
import { useState } from 'react';
import type { RunLine } from '../../core/contract/run-history.ts';
import { EmptyActions } from '../app/EmptyActions.tsx';
import { runStatus } from '../app/RunPill.tsx';
import { formatCount, formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox } from '../parts/Checkbox.tsx';
import { Chip } from '../parts/Chip.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { TEXTS } from '../texts.ts';
import { chooseRun, clearChosen, compareRunsOf, openRun, useChosenRuns } from './runs-view.ts';

const PAGE = 50;

const GHOSTS = Array.from({ length: 12 }, (_, index) => index);

/** The table's rows, without content. */
function Ghosts() {
  return (
    <div aria-hidden className="h-full overflow-hidden p-5 opacity-60 mask-b-from-10%">
      {GHOSTS.map((ghost) => (
        <div key={ghost} className="flex h-9 items-center gap-6 border-line border-b">
          <span className="h-2 w-10 rounded-full bg-track" />
          <span className="h-2 w-24 rounded-full bg-track" />
          <span className="h-2 flex-1 rounded-full bg-track" />
          <span className="h-2 w-16 rounded-full bg-track" />
        </div>
      ))}
    </div>
  );
}

/** All runs, pinned ones first, then the newest; two that are chosen can be compared. */
export function RunHistory() {
  const [offset, setOffset] = useState(0);
  const page = useQuery(
    api.runHistory.list.queryOptions({ input: { offset, limit: PAGE }, placeholderData: keepPreviousData }),
  );
  if (page.error && page.data === undefined) {
    const { message, remedy } = errorRecord(page.error);
    return <EmptyState text={`${message} ${remedy ?? ''}`} />;
  }
  if (page.data === undefined) return null;
  const { runs, total } = page.data;
  if (total === 0)
    return (
      <EmptyState
        ghosts={<Ghosts />}
        text={RUNS_TEXTS.empty}
        actions={<EmptyActions run={RUNS_TEXTS.emptyRun} flow={RUNS_TEXTS.emptyFlow} />}
      />
    );
  return (
    <div data-region="main" className="flex h-full min-w-0 flex-col bg-bg-1">
      <div className="relative min-h-0 flex-1 overflow-auto p-5">
        <div className="mb-3 flex items-baseline gap-3">
          <h1 className="font-semibold text-20">{RUNS_TEXTS.title}</h1>
          <p className="text-12 text-tx-3">{RUNS_TEXTS.count(total)}</p>
          <p className="ml-auto text-12 text-tx-3">{RUNS_TEXTS.chooseTwo}</p>
        </div>
        <RunTable runs={runs} />
        {total > PAGE && (
          <div className="mt-2 flex items-center justify-end gap-1 text-12 text-tx-3">
            {RUNS_TEXTS.range(offset + 1, offset + runs.length, total)}
            <IconButton
              icon={ChevronLeft}
              label={RUNS_TEXTS.later}
              disabled={offset === 0}
              onClick={() => setOffset(Math.max(0, offset - PAGE))}
            />
            <IconButton
              icon={ChevronRight}
              label={RUNS_TEXTS.earlier}
              disabled={offset + PAGE >= total}
              onClick={() => setOffset(offset + PAGE)}
            />
          </div>
        )}
      </div>
      <SelectionBar />
    </div>
  );
}

const NUMBERS = new Set(['captions', 'rejected', 'failed', 'spend']);

function RunTable({ runs }: { readonly runs: readonly RunLine[] }) {
  return (
    <div className="overflow-x-auto rounded-6 border border-line bg-bg-2">
      <table className="w-full text-12">
        <thead>
          <tr className="h-7 text-11 text-tx-3">
            {Object.entries(RUNS_TEXTS.columns).map(([name, title]) => (
              <th
                key={name}
                scope="col"
                className={clsx('px-3 font-medium', NUMBERS.has(name) ? 'text-right' : 'text-left')}
              >
                {name === 'choose' ? <span className="sr-only">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run }: { readonly run: RunLine }) {
  const chosen = useChosenRuns().includes(run.id);
  return (
    <tr
      className={clsx(
        'relative h-9 border-line border-t',
        chosen ? 'bg-accent-soft shadow-[inset_2px_0_0_var(--accent-line)]' : 'hover:bg-bg-4',
      )}
      data-testid="run-row"
    >
      <td className="w-8 px-3">
        <span className="relative z-1">
          <Checkbox
            checked={chosen}
            onChecked={(next) => chooseRun(run.id, next)}
            label={RUNS_TEXTS.chooseThis(run.id)}
          />
        </span>
      </td>
      <td className="mono px-3">
        <button
          type="button"
          aria-label={RUNS_TEXTS.open(run.id)}
          onClick={() => openRun(run.id)}
          className="after:absolute after:inset-0"
        >
          {RUNS_TEXTS.number(run.id)}
        </button>
      </td>
      <td className="px-3">
        <span className="flex items-center gap-1.5 whitespace-nowrap">
          <StatusIcon status={runStatus(run.state)} size={14} />
          {TEXTS.run.states[run.state]}
        </span>
      </td>
      <td className="mono whitespace-nowrap px-3" title={new Date(run.startedAt).toISOString()}>
        {formatWhen(run.startedAt)}
      </td>
      <td className="mono whitespace-nowrap px-3">
        {run.endedAt === undefined ? '' : formatElapsed(run.endedAt - run.startedAt)}
      </td>
      <td className="mono px-3">{formatCount(run.flowRevision)}</td>
      <td className="mono px-3 text-right">{formatCount(run.captions)}</td>
      <td className="mono px-3 text-right">{formatCount(run.rejected)}</td>
      <td className={clsx('mono px-3 text-right', run.failed > 0 && 'text-err')}>
        {formatCount(run.failed)}
      </td>
      <td className="mono px-3 text-right">{formatMoney(run.spendUsd)}</td>
      <td className="w-full max-w-0 px-3">
        <span className="flex min-w-0 items-center gap-1.5">
          {run.pinned && (
            <Pin
              size={12}
              strokeWidth={1.75}
              className="shrink-0 text-accent-tx"
              role="img"
              aria-label={RUNS_TEXTS.pinned}
            />
          )}
          {run.title !== '' && (
            <span className="truncate" title={run.notes || undefined}>
              {run.title}
            </span>
          )}
          {run.forecast && <Chip className="shrink-0">{RUNS_TEXTS.forecast}</Chip>}
          <RunMarks run={run} />
        </span>
      </td>
    </tr>
  );
}

/** What makes a run another one than a run of the whole flow. */
export function RunMarks({
  run,
}: {
  readonly run: Pick<RunLine, 'to' | 'limit' | 'samples' | 'reproduces'>;
}) {
  return (
    <>
      {run.limit !== undefined && <Chip className="shrink-0">{RUNS_TEXTS.limit(run.limit)}</Chip>}
      {run.samples !== undefined && <Chip className="shrink-0">{RUNS_TEXTS.chosenSamples(run.samples)}</Chip>}
      {run.to !== undefined && <Chip className="shrink-0">{RUNS_TEXTS.to(run.to)}</Chip>}
      {run.reproduces !== undefined && <Chip className="shrink-0">{RUNS_TEXTS.repeats(run.reproduces)}</Chip>}
    </>
  );
}

/** Docked at the bottom only while something is chosen. */
function SelectionBar() {
  const chosen = useChosenRuns();
  const [one, other] = chosen;
  if (one === undefined) return null;
  return (
    <div className="flex h-12 shrink-0 items-center gap-3 border-line border-t bg-bg-2 px-5">
      <p className="font-semibold text-12" aria-live="polite">
        {RUNS_TEXTS.chosen(chosen.length)}
      </p>
      {other === undefined && <p className="text-12 text-tx-3">{RUNS_TEXTS.chooseTwo}</p>}
      <div className="ml-auto flex gap-2">
        <Button kind="quiet" onClick={clearChosen}>
          {RUNS_TEXTS.clear}
        </Button>
        <Button
          kind="main"
          icon={GitCompare}
          disabled={other === undefined}
          onClick={() => other !== undefined && compareRunsOf(one, other)}
        >
          {RUNS_TEXTS.compare}
        </Button>
      </div>
    </div>
  );
}
