import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderBatch, ProviderBatchFailure } from '../../../core/contract/provider-batch.ts';
import { type CodedError, toErrorRecord, UserError } from '../../../core/errors.ts';
import type { ProviderBatchesTable, StoredBatch } from '../../store/provider-batches-table.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Reservation } from '../budget.ts';
import { createEndpointClient } from '../endpoint/endpoint-client.ts';
import type { BatchAccess, BatchEndpoint } from './batch-access.ts';
import { type BatchClient, createBatchClient } from './batch-client.ts';
import { batchTrouble, tokenLimitIn, unknownThere } from './batch-errors.ts';
import { BatchWaiters } from './batch-waiters.ts';
import { type BatchWork, noteRemote } from './batch-work.ts';
import { collectBatch } from './collect-batch.ts';
import { type Pace, VISITING_PACE } from './pace.ts';
import { notDone } from './read-batch-line.ts';
import { hasEnded } from './remote-batch.ts';
import { TokenQueue } from './token-queue.ts';

export interface BatchDeskOptions {
  readonly table: ProviderBatchesTable;
  readonly store: Pick<RunStore, 'settle' | 'committed'>;
  readonly readOnly: boolean;
  /** Absolute folder for files of requests that were not sent yet. */
  readonly folder: string;
  readonly access: BatchAccess;
  readonly pace?: Pace;
  readonly now?: () => number;
}

/** A batch that this process has begun and that is not the provider's yet. */
export interface UnsentBatch {
  /** Drops it, with its file and its reservation. */
  readonly drop: () => Promise<void>;
}

const SENT_STATES: ReadonlySet<string> = new Set([
  'submitting',
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'completed',
  'failed',
  'expired',
  'cancelled',
]);
const MARKED_FILE = /^[0-9a-f]{32}\.jsonl$/;

/**
 * A project's batches at its providers, over all runs: asks how they are while somebody waits or watches, fetches what they come to, and
 * hands it to those who wait. What nobody waits for is kept for the next run.
 */
export class BatchDesk {
  readonly table: ProviderBatchesTable;
  readonly waiters = new BatchWaiters();
  readonly tokens: TokenQueue;
  readonly work: BatchWork;
  readonly unsent = new Map<number, UnsentBatch>();
  readonly #options: BatchDeskOptions;
  readonly #pace: Pace;
  readonly #now: () => number;
  readonly #closing = new AbortController();
  readonly #reservations = new Map<number, Reservation>();
  readonly #visits = new Map<number, Promise<void>>();
  readonly #troubles = new Map<number, number>();
  readonly #due = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;
  #recovered: Promise<void> | undefined;

  constructor(options: BatchDeskOptions) {
    this.#options = options;
    this.table = options.table;
    this.#pace = options.pace ?? VISITING_PACE;
    this.#now = options.now ?? Date.now;
    this.tokens = new TokenQueue(this.table, this.#now);
    this.work = {
      table: this.table,
      committed: options.store.committed,
      now: this.#now,
      fileOf: (mark) => join(options.folder, `${mark}.jsonl`),
      keep: (batch, reservation) => this.#reservations.set(batch.id, reservation),
      settle: (batch, usd) => this.#settle(batch, usd),
      deliver: (answers) => {
        for (const [key, answer] of answers) this.waiters.deliver(key, answer);
      },
      changed: () => this.#changed(),
    };
  }

  /** Fires when the project is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  list(): readonly ProviderBatch[] {
    return this.table.list().map((batch) => {
      const { mark: _, reservation: __, inputFile: ___, price: ____, ...shown } = batch;
      return { ...shown, ready: batch.collected ? this.table.ready(batch.id) : 0 };
    });
  }

  failures(id: number): readonly ProviderBatchFailure[] {
    return this.table.failures(id);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on the providers are asked now and then, until the returned function is called. */
  watch(): () => void {
    this.#watchers += 1;
    this.recover().then(
      () => this.wake(),
      // A store that cannot be written is met by the next run.
      () => undefined,
    );
    return () => {
      this.#watchers -= 1;
    };
  }

  /** What is known of an endpoint now; undefined when it is not in the settings. */
  endpoint(name: string): Promise<BatchEndpoint | undefined> {
    return this.#options.access(name);
  }

  /** A client for an endpoint as it now is. Throws CAPTIONER_MISSING. */
  async client(endpoint: string): Promise<BatchClient> {
    const access = await this.#options.access(endpoint);
    if (access === undefined)
      throw new UserError('CAPTIONER_MISSING', `There is no endpoint “${endpoint}” in the settings.`, {
        remedy: 'Add it again under this name: its batches cannot be asked after without it.',
      });
    return createBatchClient(createEndpointClient(access.endpoint.url, access.key));
  }

  /** Puts in order what a former process left, once. What it never submitted is dropped with its reservation: the run asks for it anew. */
  recover(): Promise<void> {
    this.#recovered ??= this.#recover();
    return this.#recovered;
  }

  /** Somebody has begun to wait: sees to it that a batch is asked about, if that is not so already. */
  attend(): void {
    if (this.#timer === undefined && this.#visits.size === 0) this.wake();
  }

  /** Asks about every batch that is due, and sees to it that the next one is asked about in time. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closing.signal.aborted || this.#options.readOnly) return;
    if (this.#watchers === 0 && this.waiters.size === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const batch of this.#openBatches()) {
      if (!this.#isSent(batch)) continue;
      const due = this.#due.get(batch.id) ?? 0;
      if (due <= this.#now()) void this.#visit(batch.id);
      else next = Math.min(next, due);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.wake(), Math.max(1, next - this.#now()));
  }

  /** Asks about all of them now. */
  async refresh(): Promise<void> {
    if (this.#options.readOnly) return;
    await this.recover();
    await Promise.all(
      this.table
        .open()
        .filter((batch) => this.#isSent(batch))
        .map((batch) => this.#visit(batch.id)),
    );
  }

  /** Whether any of these is being asked about or collected. */
  isVisiting(batches: Iterable<number>): boolean {
    for (const id of batches) if (this.#visits.has(id)) return true;
    return false;
  }

  /** Resolves when none of these is being asked about or collected. */
  async visited(batches: Iterable<number>): Promise<void> {
    for (const id of batches) await this.#visits.get(id);
  }

  /** Throws NOT_FOUND, and what the provider says against it. */
  async cancel(id: number): Promise<void> {
    const batch = this.#require(id);
    if (batch.collected || hasEnded(batch.state)) return;
    const unsent = this.unsent.get(id);
    if (unsent !== undefined) return unsent.drop();
    await this.recover();
    if (batch.providerId === undefined) return;
    try {
      const client = await this.client(batch.endpoint);
      noteRemote(this.work, this.#require(id), await client.cancel(batch.providerId, this.signal));
      await this.work.committed();
    } catch (thrown) {
      throw this.#trouble(batch, thrown);
    }
    this.#due.delete(id);
    await this.#visit(id);
    this.wake();
  }

  /**
   * Forgets a batch; replies that are not captions yet are kept for the run that asks for them. Of one that cannot be asked about the
   * requests are asked anew, and its reservation stays as one that was left behind: only the provider's bill can tell what it cost.
   */
  async dismiss(id: number): Promise<void> {
    const batch = this.#require(id);
    if (this.unsent.has(id)) return this.cancel(id);
    if (!batch.collected) this.#giveUp(batch);
    this.table.remove(id);
    await this.work.committed();
    this.#changed();
  }

  async close(): Promise<void> {
    this.#closing.abort(new UserError('CANCELLED', 'The project was closed.'));
    clearTimeout(this.#timer);
    await Promise.allSettled([...this.#visits.values(), this.#recovered]);
  }

  /** None where the store cannot be read: nobody waits for this call, and who writes next is told. */
  #openBatches(): readonly StoredBatch[] {
    try {
      return this.table.open();
    } catch {
      return [];
    }
  }

  #isSent(batch: StoredBatch): boolean {
    return SENT_STATES.has(batch.state) && !this.unsent.has(batch.id);
  }

  #require(id: number): StoredBatch {
    const batch = this.table.get(id);
    if (batch === undefined)
      throw new UserError('NOT_FOUND', `There is no batch ${id}.`, { remedy: 'Choose one of the list.' });
    return batch;
  }

  #visit(id: number): Promise<void> {
    const running = this.#visits.get(id);
    if (running !== undefined) return running;
    const visit = this.#visitOnce(id)
      // Only a store that has failed gets here; it is met again where it is written.
      .catch(() => undefined)
      .finally(() => {
        this.#visits.delete(id);
        this.wake();
      });
    this.#visits.set(id, visit);
    return visit;
  }

  /** Never rejects: what goes wrong stands on the batch, and is tried again later. */
  async #visitOnce(id: number): Promise<void> {
    const batch = this.table.get(id);
    if (batch === undefined || batch.collected) return;
    try {
      await this.#ask(batch);
      this.#troubles.delete(id);
      this.#plan(id, 0);
    } catch (thrown) {
      if (this.#closing.signal.aborted) return;
      const error = this.#trouble(batch, thrown);
      this.#plan(id, (error.details.retryAfterSeconds ?? 0) * 1000);
    }
  }

  #plan(id: number, atLeastMs: number): void {
    const batch = this.table.get(id);
    if (batch === undefined || batch.collected) {
      this.#due.delete(id);
      this.#troubles.delete(id);
      return;
    }
    const age = this.#now() - (batch.sentAt ?? batch.createdAt);
    const wait = this.#pace(age, this.#troubles.get(id) ?? 0);
    this.#due.set(id, this.#now() + Math.max(atLeastMs, wait));
  }

  /** Notes what went wrong, where the store still takes notes. */
  #trouble(batch: StoredBatch, thrown: unknown): CodedError {
    const error = batchTrouble(thrown, { endpoint: batch.endpoint, model: batch.model, now: this.#now() });
    this.#troubles.set(batch.id, (this.#troubles.get(batch.id) ?? 0) + 1);
    try {
      this.table.change(batch.id, { trouble: toErrorRecord(error) });
    } catch {
      // The store tells whoever writes next; a note about a batch is the least of it.
    }
    this.#changed();
    return error;
  }

  async #ask(batch: StoredBatch): Promise<void> {
    const client = await this.client(batch.endpoint);
    const { signal } = this;
    if (batch.state === 'submitting') return this.#lookFor(batch, client);
    const remote = await client.retrieve(batch.providerId ?? '', signal);
    if (remote === undefined) throw unknownThere(batch.endpoint);
    noteRemote(this.work, batch, remote);
    if (!hasEnded(remote.status)) return;
    const limit = remote.status === 'failed' ? tokenLimitIn(remote.complaint) : undefined;
    if (limit !== undefined) this.tokens.learn(batch, limit.limit);
    await collectBatch({ work: this.work, batch: this.table.get(batch.id) ?? batch, client, signal }, remote);
  }

  /** A submission whose answer was lost: the provider's list says whether it was taken. */
  async #lookFor(batch: StoredBatch, client: BatchClient): Promise<void> {
    const found = await client.findMarked(batch.mark, batch.inputFile ?? '', this.signal);
    if (typeof found === 'object') {
      noteRemote(this.work, batch, found);
      return this.#ask(this.table.get(batch.id) ?? batch);
    }
    if (found === 'none') this.#settle(batch, 0);
    this.#giveUp(batch);
    if (found === 'none') this.table.remove(batch.id);
    await this.work.committed();
    this.#changed();
  }

  /** Its requests are asked anew; what is reserved for it stays reserved. */
  #giveUp(batch: StoredBatch): void {
    const again = this.table.unanswered(batch.id).map(({ key }) => [key, notDone(batch, 'missing')] as const);
    for (const [key, answer] of again) this.table.answer(batch.id, key, answer);
    this.table.change(batch.id, { state: 'lost', collected: true, endedAt: this.#now() });
    this.#reservations.delete(batch.id);
    this.work.deliver(again);
  }

  #settle(batch: StoredBatch, usd: number): void {
    const reservation = this.#reservations.get(batch.id);
    this.#reservations.delete(batch.id);
    if (reservation !== undefined) reservation.settle(usd);
    else if (batch.reservation !== undefined) this.#options.store.settle(batch.reservation, usd);
  }

  /** Drops a batch that no provider knows of. */
  discard(id: number): void {
    const batch = this.table.get(id);
    if (batch === undefined) return;
    this.#settle(batch, 0);
    this.table.remove(id);
    this.#changed();
  }

  async #recover(): Promise<void> {
    if (this.#options.readOnly) return;
    for (const batch of this.table.open()) {
      if (this.#isSent(batch) || this.unsent.has(batch.id)) continue;
      this.discard(batch.id);
      if (batch.inputFile !== undefined) void this.#removeInput(batch.endpoint, batch.inputFile);
    }
    this.table.dropDelivered();
    await this.work.committed();
    await this.#removeFiles();
  }

  async #removeInput(endpoint: string, file: string): Promise<void> {
    try {
      await (await this.client(endpoint)).removeFile(file, this.signal);
    } catch {
      // It lies there unused until the provider removes it.
    }
  }

  /** Files of requests that no batch of this process is about to send. */
  async #removeFiles(): Promise<void> {
    const live = new Set([...this.unsent.keys()].map((id) => `${this.table.get(id)?.mark}.jsonl`));
    const names = await readdir(this.#options.folder).catch(() => []);
    for (const name of names)
      if (MARKED_FILE.test(name) && !live.has(name))
        await rm(join(this.#options.folder, name), { force: true });
  }

  async makeFolder(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
