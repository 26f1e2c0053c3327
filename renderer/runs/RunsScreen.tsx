import { ComparePage } from './ComparePage.tsx';
import { RunHistory } from './RunHistory.tsx';
import { RunPage } from './RunPage.tsx';
import { useRunsView } from './runs-view.ts';

/** Runs of the past: their list, one of them, or two compared. */
export function RunsScreen() {
  const view = useRunsView();
  if (view.kind === 'run') return <RunPage key={view.run} run={view.run} />;
  if (view.kind === 'compare')
    return <ComparePage key={`${view.before} ${view.after}`} before={view.before} after={view.after} />;
  return <RunHistory />;
}
