import { ArrowRightToLine, Ban, Check, type LucideIcon, X } from 'lucide-react';
import type { NodeProgress } from '../../core/run.ts';
import { type Peek, peekAt } from '../app/screen.ts';
import { formatCount } from '../format.ts';
import { OutcomeBar } from '../parts/OutcomeBar.tsx';
import { TEXTS } from '../texts.ts';

/** Zone 5: the bar, and under it the numbers; each number lists the samples behind it. */
export function NodeOutcomes({
  progress,
  width,
}: {
  readonly progress: NodeProgress;
  readonly width: number;
}) {
  return (
    <div className="px-3 pt-1.5 pb-1.5">
      <OutcomeBar counts={progress} expected={progress.expected} width={width} />
      {progress.in > 0 && (
        <div className="mt-1 flex justify-between">
          <Count
            node={progress.id}
            icon={ArrowRightToLine}
            colour="text-tx-3"
            what="in"
            count={progress.in}
          />
          <Count node={progress.id} icon={Check} colour="text-ok" what="kept" count={progress.kept} />
          <Count node={progress.id} icon={Ban} colour="text-tx-3" what="rejected" count={progress.rejected} />
          <Count node={progress.id} icon={X} colour="text-err" what="failed" count={progress.failed} />
        </div>
      )}
    </div>
  );
}

function Count({
  node,
  icon: Icon,
  colour,
  what,
  count,
}: {
  readonly node: string;
  readonly icon: LucideIcon;
  readonly colour: string;
  readonly what: 'in' | 'kept' | 'rejected' | 'failed';
  readonly count: number;
}) {
  const peek: Peek = what === 'in' ? { node } : { node, outcome: what };
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={TEXTS.node.list(TEXTS.node[what], count)}
      onClick={(event) => {
        event.stopPropagation();
        peekAt(peek);
      }}
      className="nodrag mono relative inline-flex items-center gap-0.5 rounded-3 text-tx-2 hover:text-tx-1 hover:underline after:absolute after:-inset-1"
    >
      <Icon size={12} strokeWidth={1.75} className={colour} aria-hidden />
      {formatCount(count)}
    </button>
  );
}
