import type { RunSummary } from '../../core/contract/run.ts';
import { runStatus } from '../app/RunPill.tsx';
import { formatCount, formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { TEXTS } from '../texts.ts';

/** All runs of the project, newest first. */
export function RunList({ runs }: { readonly runs: readonly RunSummary[] }) {
  if (runs.length === 0) return <p className="p-4 text-12 text-tx-2">{TEXTS.strip.noRuns}</p>;
  const newestFirst = [...runs].sort((a, b) => b.id - a.id);
  return (
    <table className="w-full text-12">
      <thead className="sticky top-0 bg-bg-2">
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
        </tr>
      </thead>
      <tbody>
        {newestFirst.map((run) => (
          <tr key={run.id} className="h-7 border-line border-t">
            <td className="mono px-4">{TEXTS.strip.runNumber(run.id)}</td>
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
          </tr>
        ))}
      </tbody>
    </table>
  );
}
