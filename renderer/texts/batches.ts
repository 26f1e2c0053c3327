import type { ProviderBatchState } from '../../core/contract/provider-batch.ts';
import { formatCount, formatMoney, formatOf } from '../format.ts';

/** Texts of the batches at providers. */
export const BATCH_TEXTS = {
  tab: 'Batches',
  columns: ['Batch', 'State', 'Model', 'Answered', 'Failed', 'Sent', 'Age', 'Cost'],
  number: (id: number) => `#${id}`,
  answered: (done: number, requests: number) => `${formatCount(done)} / ${formatCount(requests)}`,
  atMost: (usd: number) => `at most ${formatMoney(usd)}`,
  notSent: 'not sent',
  expires: (when: string) => `Expires ${when}`,
  states: {
    gathering: 'Gathering',
    written: 'Waits to be sent',
    uploaded: 'Uploaded',
    submitting: 'Submitting',
    validating: 'Validating',
    in_progress: 'In progress',
    finalizing: 'Finalizing',
    cancelling: 'Cancelling',
    completed: 'Completed',
    failed: 'Refused',
    expired: 'Expired',
    cancelled: 'Cancelled',
    lost: 'Lost',
  } satisfies Record<ProviderBatchState, string>,
  ready: (count: number) =>
    `${formatOf(count, 'reply is', 'replies are')} ready. A run makes captions of them without asking again.`,
  run: 'Run',
  refresh: 'Ask now',
  cancel: 'Cancel batch',
  cancelTitle: (id: number) => `Cancel batch ${id}?`,
  cancelText:
    'What is answered by now is fetched and paid for. The rest is asked again by the next run. This cannot be undone at the provider.',
  keep: 'Keep it',
  forget: 'Forget batch',
  failures: (count: number) => formatOf(count, 'failure', 'failures'),
  failuresTitle: (id: number) => `Failures of batch ${id}`,
  noFailures: 'No failure of this batch is stored any more.',
  open: 'Open image',
  plan: (requests: number, batches: number, counted: boolean) =>
    `Next run: ${counted ? '' : 'about '}${formatOf(requests, 'request', 'requests')} in about ${formatOf(batches, 'batch', 'batches')}`,
  planCost: (batch: number, direct: number) =>
    `at most ${formatMoney(batch)}, directly ${formatMoney(direct)}`,
  planNoPrice: 'no price is known',
  planEmpty: 'Next run: nothing to send',
  enqueued: 'Batch queue limit',
  enqueuedHelp: 'Input tokens that your provider lets wait in batches at once. Empty finds out.',
  tokens: 'tokens',
  none: 'Batches appear here with their state and cost once a run has sent some.',
} as const;
