import type { BatchAnswer, ProviderBatchesTable, StoredBatch } from '../../store/provider-batches-table.ts';
import type { ResultKey } from '../../store/run-store.ts';
import type { Reservation } from '../budget.ts';
import type { BatchClient } from './batch-client.ts';
import type { RemoteBatch } from './remote-batch.ts';

/** What the steps of a batch's life work with. */
export interface BatchWork {
  readonly table: ProviderBatchesTable;
  /** Resolves when everything written before is on disk. */
  readonly committed: () => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where the file of requests lies; worked out from the mark alone. */
  readonly fileOf: (mark: string) => string;
  /** Remembers the money set aside for a batch in this run, so that its settlement makes room for others. */
  readonly keep: (batch: StoredBatch, reservation: Reservation) => void;
  /** Settles the batch's reservation, US dollars; once. */
  readonly settle: (batch: StoredBatch, usd: number) => void;
  /** Tells those who wait. What is told is on disk. */
  readonly deliver: (answers: readonly (readonly [ResultKey, BatchAnswer])[]) => void;
  /** Something that people look at has changed. */
  readonly changed: () => void;
}

/** Notes what the provider says of a batch. */
export function noteRemote(work: BatchWork, batch: StoredBatch, remote: RemoteBatch): void {
  work.table.change(batch.id, {
    state: remote.status,
    providerId: remote.id,
    done: Math.min(remote.done, batch.requests),
    failed: Math.min(remote.failed, batch.requests),
    sentAt: batch.sentAt ?? work.now(),
    trouble: undefined,
    ...(remote.expiresAt !== undefined && { expiresAt: remote.expiresAt }),
  });
  work.changed();
}

/** A step of one batch: what it works with, which batch it is, and whom it asks. */
export interface BatchStep {
  readonly work: BatchWork;
  readonly batch: StoredBatch;
  readonly client: BatchClient;
  readonly signal: AbortSignal;
}
