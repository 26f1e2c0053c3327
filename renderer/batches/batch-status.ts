import type { ProviderBatch } from '../../core/contract/provider-batch.ts';
import type { Status } from '../parts/StatusIcon.tsx';

/** The icon of a batch: what its provider says of it, or that it cannot be asked. */
export function batchStatus({ state, collected, trouble }: ProviderBatch): Status {
  if (trouble !== undefined && !collected) return 'warning';
  switch (state) {
    case 'gathering':
    case 'written':
    case 'uploaded':
    case 'submitting':
      return 'queued';
    case 'validating':
    case 'in_progress':
    case 'finalizing':
    case 'cancelling':
      return 'running';
    case 'completed':
      return 'done';
    case 'expired':
    case 'cancelled':
      return 'stopped';
    case 'failed':
    case 'lost':
      return 'error';
  }
}

/** A person may still ask for it to be given up. */
export function canCancel({ state, collected }: ProviderBatch): boolean {
  return (
    !collected &&
    !['submitting', 'finalizing', 'cancelling', 'completed', 'expired', 'cancelled', 'failed'].includes(state)
  );
}

/** All of it is in the project, or nobody can say what became of it. */
export function canForget({ collected, trouble, sentAt }: ProviderBatch): boolean {
  return collected || (trouble !== undefined && sentAt !== undefined);
}

/** Replies of all batches that wait for a run. */
export function readyCount(batches: readonly ProviderBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.ready, 0);
}
