import { ArrowLeft, Copy, Download } from 'lucide-react';
import { useState } from 'react';
import type { Sweep } from '../../../core/training/sweep.ts';
import { Button } from '../../parts/Button.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { IconButton } from '../../parts/IconButton.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { toast } from '../../parts/Toast.tsx';
import { Card } from '../../runs/Section.tsx';
import { SWEEP_TEXTS } from '../../texts/sweep.ts';
import { TRAINING_TEXTS } from '../../texts/training.ts';
import { showJobs } from '../training-view.ts';
import { Waiting } from '../Waiting.tsx';
import { useSweeps } from './follow-sweeps.ts';
import { SweepTable } from './SweepTable.tsx';
import { type SweepOrder, sortLines, sweepCsv, sweepLines } from './sweep-columns.ts';
import { sweepProgress } from './sweep-progress.ts';

/** One sweep: its runs with their settings and what came of them, or their means over seeds. */
export function SweepPage({ sweepKey }: { readonly sweepKey: string }) {
  const { value: sweeps, error } = useSweeps();
  const sweep = sweeps?.find(({ key }) => key === sweepKey);
  if (sweeps === undefined && !error) return <Waiting text={TRAINING_TEXTS.loading} />;
  if (sweep === undefined)
    return (
      <EmptyState
        text={error?.message ?? SWEEP_TEXTS.gone}
        actions={<Button onClick={showJobs}>{SWEEP_TEXTS.back}</Button>}
      />
    );
  return <Shown sweep={sweep} />;
}

function Shown({ sweep }: { readonly sweep: Sweep }) {
  const [view, setView] = useState<'runs' | 'means'>('runs');
  const [order, setOrder] = useState<SweepOrder>({ by: undefined, isDown: false });
  const lines = sortLines(sweepLines(sweep, view), order);
  const csv = () => sweepCsv(sweep.names, lines, view);
  return (
    <div data-region="main" className="flex h-full min-w-0 flex-col gap-3 overflow-auto bg-bg-1 p-5">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <IconButton icon={ArrowLeft} label={SWEEP_TEXTS.back} onClick={showJobs} />
        <h1 className="min-w-0 truncate font-semibold text-20">{sweep.title}</h1>
        <p className="text-12 text-tx-3">{[SWEEP_TEXTS.byRun(sweep.run), sweepProgress(sweep)].join(', ')}</p>
        <div className="ml-auto flex items-center gap-2">
          <Button icon={Copy} kind="quiet" onClick={() => void copy(csv())}>
            {SWEEP_TEXTS.copyCsv}
          </Button>
          <Button icon={Download} onClick={() => save(sweep.title, csv())}>
            {SWEEP_TEXTS.saveCsv}
          </Button>
        </div>
      </header>
      <Card
        title={SWEEP_TEXTS.results}
        hint={view === 'means' ? SWEEP_TEXTS.meansHint : undefined}
        end={
          <Segmented
            label={SWEEP_TEXTS.view}
            value={view}
            small
            segments={[
              { value: 'runs', label: SWEEP_TEXTS.views.runs },
              { value: 'means', label: SWEEP_TEXTS.views.means },
            ]}
            onValue={(next) => setView(next === 'means' ? 'means' : 'runs')}
          />
        }
      >
        <SweepTable names={sweep.names} lines={lines} order={order} onOrder={setOrder} />
      </Card>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(
    () => toast(SWEEP_TEXTS.copied),
    () => toast(SWEEP_TEXTS.notCopied, { tone: 'err' }),
  );
}

/** The browser's own download, which desktop and web both have. */
function save(title: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = `${title.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'sweep'}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
