import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { ErrorRecord } from '../errors.ts';
import type { ImageHash, NodeId, RunId } from '../ids.ts';
import { codedErrors, trusted } from './schema.ts';

/**
 * Everything that a batch can be. Until `submitting` it is ours alone; from `validating` on the words are the provider's. `lost` is a batch whose submission
 * was never answered and that the provider cannot be asked about.
 */
export const PROVIDER_BATCH_STATES = [
  'gathering',
  'written',
  'uploaded',
  'submitting',
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'completed',
  'failed',
  'expired',
  'cancelled',
  'lost',
] as const;
export type ProviderBatchState = (typeof PROVIDER_BATCH_STATES)[number];

/** A batch of requests at a provider. Times are milliseconds since 1970, money is US dollars. */
export interface ProviderBatch {
  readonly id: number;
  /** Name of the endpoint in the user's settings. */
  readonly endpoint: string;
  readonly model: string;
  readonly node: NodeId;
  readonly run: RunId;
  readonly state: ProviderBatchState;
  readonly requests: number;
  /** Bytes of the file of requests. */
  readonly bytes: number;
  /** Input tokens, estimated on the dear side. */
  readonly tokens: number;
  /** As the provider counts them while the batch is under way, as they were read once it is collected. */
  readonly done: number;
  readonly failed: number;
  /** The most that it may cost: reserved before the upload [RUN7]. */
  readonly worstUsd: number;
  /** What it cost; absent until it is collected. */
  readonly costUsd?: number;
  readonly createdAt: number;
  /** When the provider took it. */
  readonly sentAt?: number;
  readonly expiresAt?: number;
  readonly endedAt?: number;
  /** Its replies are in the project, its money is settled. */
  readonly collected: boolean;
  /** Replies that are in the project and not captions yet: the next run takes them without asking. */
  readonly ready: number;
  /** The provider's own id; hostile text. */
  readonly providerId?: string;
  /** What went wrong last. */
  readonly trouble?: ErrorRecord;
}

/** Requests of a batch that failed for the same cause. */
export interface ProviderBatchFailure {
  readonly error: ErrorRecord;
  readonly count: number;
  /** Pictures of some of them, at most six. */
  readonly images: readonly ImageHash[];
}

/** What a run would send through one node, worked out from what is known without running anything. */
export interface ProviderBatchPlan {
  readonly node: NodeId;
  readonly endpoint: string;
  readonly model: string;
  /** Samples that the node would ask about; those that it has answers for are left out. */
  readonly requests: number;
  /** True where `requests` was counted by a run up to this node, false where it is the number of images. */
  readonly counted: boolean;
  readonly batches: number;
  /** The most that it may cost at the batch price; absent without a price. */
  readonly worstUsd?: number;
  /** The same, asked directly. */
  readonly directWorstUsd?: number;
}

const base = oc.errors(codedErrors);
const id = z.int().positive();

/** Batches of requests at providers: what is under way, what it came to, what would be sent. */
export const providerBatchContract = {
  /** Newest first. */
  list: base.output(trusted<readonly ProviderBatch[]>()),
  /** Starts with the present list, then whenever it changes, at most twice a second. While somebody watches, the providers are asked now and then. */
  watch: base.output(eventIterator(trusted<readonly ProviderBatch[]>())),
  /** Asks the providers now, and fetches what is ready. */
  refresh: base.output(trusted<readonly ProviderBatch[]>()),
  /** Asks the provider to give a batch up; what is done is still fetched and paid for. A batch that was not sent is dropped. */
  cancel: base.input(z.object({ id })).output(trusted<readonly ProviderBatch[]>()),
  /** Forgets a batch whose money is settled, or that was lost: its reservation then counts no longer. */
  dismiss: base.input(z.object({ id })).output(trusted<readonly ProviderBatch[]>()),
  failures: base.input(z.object({ id })).output(trusted<readonly ProviderBatchFailure[]>()),
  /** One for each node of the present flow that delivers by batches. */
  plan: base.output(trusted<readonly ProviderBatchPlan[]>()),
};
