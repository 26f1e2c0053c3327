import { clsx } from 'clsx';
import { Pause, Play, Square } from 'lucide-react';
import type { RunState } from '../../core/run.ts';
import { useKeys } from '../commands/registry.ts';
import { formatTimeLeft } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { type Status, StatusIcon } from '../parts/StatusIcon.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { TEXTS } from '../texts.ts';
import { pauseRun, resumeRun, stopRun } from './run-control.ts';
import { useScreen } from './screen.ts';
import { sumRun } from './sum-run.ts';

/** The icon of a run's state. */
export function runStatus(state: RunState): Status {
  if (state === 'interrupted') return 'stopped';
  return state === 'failed' ? 'error' : state;
}

/** How the run goes, with pause and stop; the last run's end while none is under way. */
export function RunPill({ wide, short }: { readonly wide: boolean; readonly short: boolean }) {
  const run = useProject((state) => state.run);
  const keys = useKeys('run.stop');
  if (!run) return null;
  const active = isRunActive(run);
  const { done, total, etaSeconds } = sumRun(run);
  const state = TEXTS.run.states[run.state];
  const pill = (
    <button
      type="button"
      onClick={() => useScreen.setState({ screen: 'flow', stripTab: run.reason ? 'problems' : 'runs' })}
      className="flex h-full items-center gap-2 rounded-4 px-2 hover:bg-bg-4"
      data-testid="run-state"
      data-run={run.id}
      data-state={run.state}
    >
      <StatusIcon status={runStatus(run.state)} size={14} />
      <span className={clsx('font-semibold text-12', short && 'sr-only')}>{state}</span>
      {total > 0 && <span className="mono text-tx-2">{TEXTS.run.of(done, total)}</span>}
      {wide && run.state === 'running' && etaSeconds !== undefined && (
        <span className="text-12 text-tx-3">{TEXTS.run.left(formatTimeLeft(etaSeconds))}</span>
      )}
    </button>
  );
  return (
    <div className="flex h-7 shrink-0 items-center rounded-4 border border-line-2 bg-field">
      {run.reason ? <Tooltip text={run.reason.message}>{pill}</Tooltip> : pill}
      {active && (
        <span className="flex pr-0.5">
          {run.state === 'paused' ? (
            <IconButton
              icon={Play}
              iconSize={14}
              size={24}
              label={TEXTS.run.resume}
              onClick={() => void resumeRun()}
            />
          ) : (
            <IconButton
              icon={Pause}
              iconSize={14}
              size={24}
              label={TEXTS.run.pause}
              onClick={() => void pauseRun()}
            />
          )}
          <IconButton
            icon={Square}
            iconSize={14}
            size={24}
            label={TEXTS.run.stop}
            keys={keys}
            onClick={() => void stopRun()}
          />
        </span>
      )}
    </div>
  );
}
