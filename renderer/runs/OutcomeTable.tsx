import { clsx } from 'clsx';
import { type NodeComparison, type RunComparison, shareOf } from '../../core/compare-runs.ts';
import type { RunReportNode } from '../../core/run-report.ts';
import { formatCount } from '../format.ts';
import { OutcomeBar } from '../parts/OutcomeBar.tsx';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.compared;
const OUTCOMES = ['kept', 'rejected', 'failed'] as const;

/** What every node did in both runs, and why that differs. */
export function OutcomeTable({ comparison }: { readonly comparison: RunComparison }) {
  const { before, after, nodes } = comparison;
  return (
    <Card title={TEXTS.outcomes} hint={TEXTS.outcomesHint}>
      <div className="overflow-x-auto">
        <table className="w-full text-12">
          <thead>
            <tr className="h-7 border-line border-t text-11 text-tx-3">
              <th scope="col" className="px-3 text-left font-medium">
                {TEXTS.node}
              </th>
              <th scope="col" className="px-3 text-left font-medium">
                {RUNS_TEXTS.number(before.id)} → {RUNS_TEXTS.number(after.id)}
              </th>
              <th scope="col" className="px-3 text-right font-medium">
                {RUNS_TEXTS.one.in}
              </th>
              {OUTCOMES.map((outcome) => (
                <th key={outcome} scope="col" className="px-3 text-right font-medium">
                  {RUNS_TEXTS.one[outcome]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <NodeRows key={node.id} node={node} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const MOST_REASONS = 5;

/** What was reused is no other outcome. */
function isAlike({ before, after, reasons }: NodeComparison): boolean {
  if (!before || !after) return false;
  return (
    reasons.length === 0 &&
    before.in === after.in &&
    OUTCOMES.every((outcome) => before[outcome] === after[outcome])
  );
}

function NodeRows({ node }: { readonly node: NodeComparison }) {
  const same = isAlike(node);
  return (
    <>
      <tr className="border-line border-t align-top" data-testid="compared-node">
        <th
          scope="row"
          className={clsx('px-3 py-1.5 text-left', same ? 'font-normal text-tx-3' : 'font-medium')}
        >
          {node.title}
        </th>
        <td className="px-3 py-2">
          <Bars node={node} />
        </td>
        <Counts before={node.before?.in} after={node.after?.in} muted={same} />
        {OUTCOMES.map((outcome) => (
          <Counts
            key={outcome}
            before={node.before?.[outcome]}
            after={node.after?.[outcome]}
            gap={gapOf(node, outcome)}
            muted={same}
          />
        ))}
      </tr>
      {node.reasons.slice(0, MOST_REASONS).map(({ outcome, code, reason, before, after }) => (
        <tr key={`${outcome} ${code} ${reason}`} className="text-tx-2">
          <td />
          <td colSpan={3} className="max-w-0 truncate px-3 pb-1.5" title={reason}>
            {reason}
          </td>
          <td className="mono whitespace-nowrap px-3 pb-1.5 text-right">
            {outcome === 'rejected' && `${formatCount(before)} → ${formatCount(after)}`}
          </td>
          <td className="mono whitespace-nowrap px-3 pb-1.5 text-right text-err">
            {outcome === 'failed' && `${formatCount(before)} → ${formatCount(after)}`}
          </td>
        </tr>
      ))}
    </>
  );
}

/** Both bars on one scale. */
function Bars({ node: { before, after } }: { readonly node: NodeComparison }) {
  const most = Math.max(before?.in ?? 0, after?.in ?? 0);
  return (
    <span className="flex w-36 flex-col gap-1">
      {[before, after].map((side, index) => (
        <Bar key={index === 0 ? 'before' : 'after'} side={side} most={most} />
      ))}
    </span>
  );
}

function Bar({ side, most }: { readonly side: RunReportNode | undefined; readonly most: number }) {
  return side === undefined ? (
    <span className="h-1.5 text-11 text-tx-3 leading-[6px]" title={TEXTS.notThere}>
      –
    </span>
  ) : (
    <OutcomeBar counts={{ ...side, reused: 0 }} expected={most} width={144} />
  );
}

function Counts({
  before,
  after,
  gap,
  muted,
}: {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly gap?: string | undefined;
  readonly muted: boolean;
}) {
  const text = (count: number | undefined) => (count === undefined ? '–' : formatCount(count));
  return (
    <td className={clsx('whitespace-nowrap px-3 py-1.5 text-right', muted && 'text-tx-3')}>
      <span className="mono block">
        {before === after ? text(after) : `${text(before)} → ${text(after)}`}
      </span>
      {gap !== undefined && <span className="mono block text-tx-3">{gap}</span>}
    </td>
  );
}

/** Difference of the shares in percentage points; undefined where there is none, or none can be told. */
function gapOf(node: NodeComparison, outcome: (typeof OUTCOMES)[number]): string | undefined {
  const [old, now] = [shareOf(node.before, outcome), shareOf(node.after, outcome)];
  if (old === undefined || now === undefined || old === now) return undefined;
  const points = (now - old) * 100;
  return TEXTS.points(`${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`);
}
