import type { RunProgress } from '../../core/run.ts';

/** Runs that can still move: queued, running or paused. */
export function isRunActive(run: RunProgress | null): run is RunProgress {
  return run !== null && (run.state === 'queued' || run.state === 'running' || run.state === 'paused');
}
