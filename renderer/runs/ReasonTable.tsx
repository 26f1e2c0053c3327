import type { RunReport } from '../../core/run-report.ts';
import { formatCount } from '../format.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.one;

/** Why samples were rejected or failed, most frequent first. */
export function ReasonTable({ report }: { readonly report: RunReport }) {
  const titles = new Map(report.nodes.map(({ id, title }) => [id, title]));
  if (report.problems.length === 0)
    return (
      <Card title={TEXTS.reasons}>
        <p className="px-3 pb-3 text-12 text-tx-3">{TEXTS.noReasons}</p>
      </Card>
    );
  return (
    <Card title={TEXTS.reasons}>
      <div className="max-h-96 overflow-auto">
        <table className="w-full text-12">
          <thead>
            <tr className="h-7 border-line border-t text-11 text-tx-3">
              {[TEXTS.node, TEXTS.reason].map((column) => (
                <th key={column} scope="col" className="px-3 text-left font-medium">
                  {column}
                </th>
              ))}
              <th scope="col" className="px-3 text-right font-medium">
                {TEXTS.samples}
              </th>
              <th scope="col" className="px-3 text-left font-medium">
                {TEXTS.examples}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.problems.map(({ node, outcome, code, reason, remedy, count, examples }) => (
              <tr key={`${node} ${outcome} ${code} ${reason}`} className="border-line border-t align-top">
                <td className="px-3 py-1.5">{titles.get(node) ?? node}</td>
                <td className="px-3 py-1.5">
                  <span className={outcome === 'failed' ? 'text-err' : ''}>{reason}</span>
                  {remedy !== null && <p className="text-11 text-tx-3">{remedy}</p>}
                </td>
                <td className="mono px-3 py-1.5 text-right">{formatCount(count)}</td>
                <td className="mono max-w-64 truncate px-3 py-1.5 text-tx-2" title={examples.join('\n')}>
                  {examples.join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
