import type { RunReportNode } from '../../core/run-report.ts';
import { formatCount, formatElapsed, formatMoney, formatRate } from '../format.ts';
import { OutcomeBar } from '../parts/OutcomeBar.tsx';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.one;
const COLUMNS = [
  TEXTS.in,
  TEXTS.kept,
  TEXTS.rejected,
  TEXTS.failed,
  TEXTS.pending,
  TEXTS.reused,
  TEXTS.rate,
  TEXTS.time,
  TEXTS.spend,
];

/** What every node of the run did with its samples. */
export function NodeTable({ nodes }: { readonly nodes: readonly RunReportNode[] }) {
  return (
    <Card title={TEXTS.nodes}>
      <div className="overflow-x-auto">
        <table className="w-full text-12">
          <thead>
            <tr className="h-7 border-line border-t text-11 text-tx-3">
              <th scope="col" className="px-3 text-left font-medium">
                {TEXTS.node}
              </th>
              <th scope="col" className="w-32 px-3">
                <span className="sr-only">{RUNS_TEXTS.compared.outcomes}</span>
              </th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="px-3 text-right font-medium">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <NodeRow key={node.id} node={node} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function NodeRow({ node }: { readonly node: RunReportNode }) {
  const counts = [node.in, node.kept, node.rejected, node.failed, node.pending, node.reused];
  return (
    <tr className="h-7 border-line border-t">
      <th scope="row" className="max-w-52 truncate px-3 text-left font-medium">
        {node.title}
        {node.error && <p className="truncate font-normal text-11 text-err">{node.error.message}</p>}
      </th>
      <td className="px-3">
        <OutcomeBar counts={node} width={112} />
      </td>
      {counts.map((count, index) => (
        <td
          key={COLUMNS[index]}
          className={`mono px-3 text-right ${index === 3 && count > 0 ? 'text-err' : count === 0 ? 'text-tx-3' : ''}`}
        >
          {formatCount(count)}
        </td>
      ))}
      <td className="mono whitespace-nowrap px-3 text-right">
        {node.perSecond === null ? '' : formatRate(node.perSecond)}
      </td>
      <td className="mono whitespace-nowrap px-3 text-right">{formatElapsed(node.elapsedMs)}</td>
      <td className="mono px-3 text-right">{formatMoney(node.spendUsd)}</td>
    </tr>
  );
}
