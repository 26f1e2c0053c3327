import type { RunLine } from '../../core/contract/run-history.ts';
import { runStatus } from '../app/RunPill.tsx';
import { formatCount, formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { openRun, showRuns } from '../runs/runs-view.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { TEXTS } from '../texts.ts';

/** The latest runs of the project, newest first; each opens its page. */
export function RunList({ runs }: { readonly runs: readonly RunLine[] }) {
  if (runs.length === 0) return <p className="p-4 text-12 text-tx-2">{TEXTS.strip.noRuns}</p>;
  const newestFirst = [...runs].sort((a, b) => b.id - a.id);
  return (
    <table className="w-full text-12">
      <thead className="sticky top-0 z-1 bg-bg-2">
        <tr className="h-7 text-11 text-tx-3">
          {TEXTS.strip.runColumns.map((column, index) => (
            <th
              key={column}
              scope="col"
              className={`px-4 font-medium ${index > 3 ? 'text-right' : 'text-left'}`}
            >
              {column}
            </th>
          ))}
          <th scope="col" className="px-4 text-right font-medium">
            <button type="button" onClick={showRuns} className="text-accent-tx hover:underline">
              {RUNS_TEXTS.all}
            </button>
          </th>
        </tr>
      </thead>
      <tbody>
        {newestFirst.map((run) => (
          <tr key={run.id} className="relative h-7 border-line border-t hover:bg-bg-4">
            <td className="mono px-4">
              <button
                type="button"
                aria-label={RUNS_TEXTS.open(run.id)}
                onClick={() => openRun(run.id)}
                className="after:absolute after:inset-0"
              >
                {TEXTS.strip.runNumber(run.id)}
              </button>
            </td>
            <td className="px-4">
              <span className="flex items-center gap-1.5">
                <StatusIcon status={runStatus(run.state)} size={14} />
                {TEXTS.run.states[run.state]}
              </span>
            </td>
            <td className="mono px-4" title={new Date(run.startedAt).toISOString()}>
              {formatWhen(run.startedAt)}
            </td>
            <td className="mono px-4">
              {run.endedAt === undefined ? '' : formatElapsed(run.endedAt - run.startedAt)}
            </td>
            <td className="mono px-4 text-right">{formatCount(run.captions)}</td>
            <td className={`mono px-4 text-right ${run.failed > 0 ? 'text-err' : ''}`}>
              {formatCount(run.failed)}
            </td>
            <td className="mono px-4 text-right">{formatMoney(run.spendUsd)}</td>
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
