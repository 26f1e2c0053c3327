import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { showRuns } from './runs-view.ts';

/** Why a run or a comparison cannot be shown, with the way back to the list. */
export function RunProblem({ error }: { readonly error: unknown }) {
  const { message, remedy } = errorRecord(error);
  return (
    <EmptyState
      text={`${message} ${remedy ?? ''}`}
      actions={<Button onClick={showRuns}>{RUNS_TEXTS.all}</Button>}
    />
  );
}
