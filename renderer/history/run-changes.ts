import { create } from 'zustand';
import { startRun, stopRun } from '../app/run-control.ts';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';

/** The run after which the changes are to be run, in this window; undefined where none was asked for. */
export const useRunNext = create<{ readonly after: number | undefined }>(() => ({ after: undefined }));

/** Runs what has changed: only what depends on it runs again [RUN4]. A run under way is stopped first. */
export async function runChanges(): Promise<void> {
  useRunNext.setState({ after: undefined });
  await stopRun();
  await startRun();
}

/** Runs the changes once the run under way is done; another end of it takes the wish back. */
export function runChangesAfterwards(): void {
  const { run } = useProject.getState();
  if (!isRunActive(run)) return void runChanges();
  useRunNext.setState({ after: run.id });
  const stop = useProject.subscribe(({ run: now }) => {
    if (useRunNext.getState().after !== run.id) return stop();
    if (now?.id === run.id && isRunActive(now)) return;
    stop();
    useRunNext.setState({ after: undefined });
    if (now?.id === run.id && now.state === 'done') void startRun();
  });
}

/** Takes back the wish to run the changes afterwards. */
export function forgetRunChanges(): void {
  useRunNext.setState({ after: undefined });
}
