import { ChevronRight } from 'lucide-react';
import { formatWhen } from '../../format.ts';
import { Card } from '../../runs/Section.tsx';
import { SWEEP_TEXTS } from '../../texts/sweep.ts';
import { openSweep } from '../training-view.ts';
import { useSweeps } from './follow-sweeps.ts';
import { sweepProgress } from './sweep-progress.ts';

/** The sweeps of the project, each a line that opens its table; nothing where there are none. */
export function SweepList() {
  const sweeps = useSweeps().value ?? [];
  if (sweeps.length === 0) return null;
  return (
    <Card title={SWEEP_TEXTS.title}>
      <ul>
        {sweeps.map((sweep) => (
          <li key={sweep.key} className="border-line border-t">
            <button
              type="button"
              aria-label={SWEEP_TEXTS.open(sweep.title)}
              onClick={() => openSweep(sweep.key)}
              className="flex h-9 w-full items-center gap-3 px-3 text-left text-12 hover:bg-bg-4"
            >
              <span className="min-w-0 truncate font-medium">{sweep.title}</span>
              <span className="text-tx-3">{sweepProgress(sweep)}</span>
              {sweep.isLive && <span className="text-accent-tx">{SWEEP_TEXTS.live}</span>}
              <span className="mono ml-auto whitespace-nowrap">{formatWhen(sweep.changedAt)}</span>
              <ChevronRight size={14} strokeWidth={1.75} className="text-tx-3" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
