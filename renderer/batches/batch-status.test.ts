import { describe, expect, it } from 'vitest';
import { PROVIDER_BATCH_STATES, type ProviderBatch } from '../../core/contract/provider-batch.ts';
import { batchStatus, canCancel, canForget, readyCount } from './batch-status.ts';

const batch = (more: Partial<ProviderBatch>): ProviderBatch => ({
  id: 1,
  endpoint: 'mine',
  model: 'test',
  node: 'captioner',
  run: 1 as ProviderBatch['run'],
  state: 'in_progress',
  requests: 10,
  bytes: 1000,
  tokens: 100,
  done: 0,
  failed: 0,
  worstUsd: 1,
  createdAt: 0,
  collected: false,
  ready: 0,
  ...more,
});
const trouble = { code: 'ENDPOINT_SERVER', message: 'Down.', attempts: 1 } as const;

describe('what a batch lets a person do', () => {
  it('[BAT4] is to cancel what can still be given up, and to forget what is over', () => {
    const cancellable = PROVIDER_BATCH_STATES.filter((state) => canCancel(batch({ state })));
    expect(cancellable).toEqual(['gathering', 'written', 'uploaded', 'validating', 'in_progress', 'lost']);
    expect(canCancel(batch({ collected: true }))).toBe(false);
    expect(canForget(batch({ state: 'completed', collected: true }))).toBe(true);
    expect([canForget(batch({ sentAt: 1 })), canForget(batch({ sentAt: 1, trouble }))]).toEqual([
      false,
      true,
    ]);
  });

  it('is shown by an icon: trouble before anything else, as long as it is not over', () => {
    expect(batchStatus(batch({ trouble }))).toBe('warning');
    expect(batchStatus(batch({ trouble, state: 'completed', collected: true }))).toBe('done');
    expect(PROVIDER_BATCH_STATES.map((state) => batchStatus(batch({ state })))).not.toContain(undefined);
    expect(readyCount([batch({ ready: 2 }), batch({ ready: 3 })])).toBe(5);
  });
});
