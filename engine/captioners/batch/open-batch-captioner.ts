import { randomBytes } from 'node:crypto';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { ModelProfile, TokenPrice } from '../../../core/endpoint.ts';
import {
  type CodedError,
  type ErrorRecord,
  fromErrorRecord,
  OperationalError,
  toCodedError,
  UserError,
} from '../../../core/errors.ts';
import type { NodeId, RunId } from '../../../core/ids.ts';
import type { BatchAnswer } from '../../store/provider-batches-table.ts';
import type { ResultKey } from '../../store/run-store.ts';
import type { Budget } from '../budget.ts';
import type { CaptionerImages, OpenCaptioner } from '../captioner-service.ts';
import { adjustProfile } from '../endpoint/model-profiles.ts';
import type { BatchDesk } from './batch-desk.ts';
import { batchDetail } from './batch-detail.ts';
import { batchTrouble, notSent } from './batch-errors.ts';
import { type BatchLimits, fitsInto, PROTOCOL_LIMITS } from './batch-limits.ts';
import { BatchPart, type WrittenRequest } from './batch-part.ts';
import { sendBatch } from './send-batch.ts';
import { type Asked, keyOf, tooLarge, writeRequest } from './write-request.ts';

/** So many requests may wait at once: two full batches. What waits takes a few kilobytes each. */
const MOST_WAITING = 100_000;
/** Pictures that are encoded ahead of the file. */
const AHEAD = 8;
/** Files of requests that may lie on the disk at once, of up to 200 MB each. */
const MOST_UNSENT = 4;
/** Uploads at a time: more would only share the line. */
const MOST_SENDING = 2;
/** A batch that gets no more requests goes after so long, although more may come. */
const QUIET_MS = 60_000;
/** The same where nothing more comes: those that failed together are asked together. */
const LAST_QUIET_MS = 100;
/** How often a request is asked in batches before it is left to the next run. */
const MOST_ATTEMPTS = 3;
/** The same where it was only the queue that was full. */
const MOST_WAITS = 30;
/** A provider that is not there is tried so often before the run pauses. */
const PATIENT_TROUBLES = 3;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 5 * 60_000;

export interface BatchCaptionerOptions {
  readonly desk: BatchDesk;
  /** Gives the identity, and asks what batches have failed at where `retries` says so. */
  readonly direct: OpenCaptioner;
  readonly endpoint: string;
  readonly model: string;
  readonly profile: ModelProfile;
  /** What a batch costs; undefined where nobody knows. */
  readonly price: TokenPrice | undefined;
  /** Input tokens that the provider lets wait at once, as entered by the user. */
  readonly enqueuedTokens: number | undefined;
  /** Where requests go that failed in a batch. */
  readonly retries: 'batch' | 'direct';
  readonly node: NodeId;
  readonly run: RunId;
  readonly budget: Budget;
  readonly images: Pick<CaptionerImages, 'encode'>;
  readonly limits?: Partial<BatchLimits>;
  readonly quietMs?: number;
}

/** Asks a model by the provider's batches: the same replies as directly, within a day and at the batch price. */
export function openBatchCaptioner(options: BatchCaptionerOptions): OpenCaptioner {
  return new BatchCaptioner(options);
}

class BatchCaptioner implements OpenCaptioner {
  readonly batchSize = 1;
  readonly concurrency = MOST_WAITING;
  readonly #options: BatchCaptionerOptions;
  readonly #desk: BatchDesk;
  readonly #closing = new AbortController();
  readonly #queue: Asked[] = [];
  readonly #parts: BatchPart[] = [];
  /** Batches that requests of this run are in, in the order of their numbers. */
  readonly #batches = new Set<number>();
  #profile: ModelProfile;
  #open: BatchPart | undefined;
  #writing: Promise<void> | undefined;
  #partGone: () => void = () => undefined;
  #asking = 0;
  #lastAsked = 0;
  #signals: { readonly run: AbortSignal; readonly either: AbortSignal } | undefined;
  #trouble: CodedError | undefined;

  constructor(options: BatchCaptionerOptions) {
    this.#options = options;
    this.#desk = options.desk;
    this.#profile = options.profile;
  }

  get identity() {
    return this.#options.direct.identity;
  }

  get title() {
    return this.#options.direct.title;
  }

  get note(): string | undefined {
    return this.#trouble === undefined
      ? this.#options.direct.note
      : `Tries again to send a batch: ${this.#trouble.message}`;
  }

  get detail(): string | undefined {
    const numbers = [...this.#batches].sort((a, b) => a - b);
    const batches = numbers.flatMap((id) => this.#desk.table.get(id) ?? []);
    return batchDetail(batches, this.#open) ?? this.#options.direct.detail;
  }

  async caption(
    requests: readonly CaptionRequest[],
    signal: AbortSignal,
  ): Promise<readonly (CaptionReply | Error)[]> {
    const either = this.#either(signal);
    return Promise.all(
      requests.map((request) => this.#one(request, either).catch((thrown: unknown) => toCodedError(thrown))),
    );
  }

  /** One signal for all requests of a run: each of a hundred thousand would take more memory than its request. */
  #either(signal: AbortSignal): AbortSignal {
    if (this.#signals?.run !== signal)
      this.#signals = { run: signal, either: AbortSignal.any([signal, this.#closing.signal]) };
    return this.#signals.either;
  }

  /** Called now and then while the run goes on, never while it is paused. `more`: further requests may still come. */
  nudge(more: boolean): void {
    if (this.#closing.signal.aborted) return;
    if (this.#open !== undefined && this.#writing === undefined && this.#isDone(this.#open, more))
      void this.#seal(this.#open);
    for (const part of this.#parts) {
      const sending = this.#parts.filter((one) => one.sending !== undefined).length;
      if (part.sealed && part.sending === undefined && sending < MOST_SENDING) this.#send(part);
    }
  }

  async close(): Promise<void> {
    const stopped = this.#signals?.run.aborted;
    this.#closing.abort();
    this.#partGone();
    await this.#writing;
    await Promise.allSettled(this.#parts.map((part) => part.sending));
    try {
      for (const part of [...this.#parts]) await this.#leave(part);
      // All is answered: what is left of collecting is the settlement, which belongs to this run.
      if (stopped !== true) await this.#desk.visited(this.#batches);
      // Results are in their table once they are committed.
      await this.#desk.work.committed();
      this.#desk.table.dropDelivered();
    } finally {
      await this.#options.direct.close();
    }
  }

  async #one(request: CaptionRequest, signal: AbortSignal): Promise<CaptionReply | Error> {
    const asked: Asked = { request, key: keyOf(request), signal, attempt: 0, profile: this.#profile };
    this.#asking += 1;
    try {
      await this.#desk.recover();
      for (let attempts = 1, waits = 0; ; ) {
        const answer = await this.#answer(asked);
        if (answer.kind === 'reply') return answer.reply;
        const { error } = answer;
        if (!this.#learnFrom(asked, error) && !answer.again) return fromErrorRecord(error);
        if (error.code === 'ENDPOINT_RATE_LIMITED') waits += 1;
        else if (this.#options.retries === 'direct') return await this.#askDirectly(request, signal);
        else attempts += 1;
        if (attempts > MOST_ATTEMPTS || waits > MOST_WAITS) return fromErrorRecord(error);
      }
    } finally {
      this.#asking -= 1;
    }
  }

  /** A reply that is there already, that of a batch under way, or one of the next batch. */
  #answer(asked: Asked): Promise<BatchAnswer> {
    const { key, signal } = asked;
    const { table, waiters } = this.#desk;
    const found = table.find(key);
    if (found?.answer?.kind === 'reply') return Promise.resolve(found.answer);
    const underWay = waiters.has(key);
    const waiting = waiters.wait(key, signal);
    // Equal work of another node: one request serves both.
    if (underWay) return waiting;
    if (found !== undefined && found.answer === undefined) {
      this.#batches.add(found.batch);
      this.#desk.attend();
    } else {
      asked.attempt = (found?.attempt ?? 0) + 1;
      this.#queue.push(asked);
      this.#lastAsked = this.#desk.work.now();
      this.#write();
    }
    return waiting;
  }

  /** A complaint about a parameter changes what is sent from now on; true when the request is worth another attempt for it. */
  #learnFrom({ profile }: Asked, { code, excerpt }: ErrorRecord): boolean {
    if (code !== 'ENDPOINT_BAD_REQUEST' || excerpt === undefined) return false;
    const adjusted = adjustProfile(profile, excerpt);
    // Requests of one batch all complain; the first one's lesson is enough.
    if (adjusted !== undefined && this.#profile === profile) this.#profile = adjusted;
    return adjusted !== undefined;
  }

  async #askDirectly(request: CaptionRequest, signal: AbortSignal): Promise<CaptionReply | Error> {
    const [outcome] = await this.#options.direct.caption([request], signal);
    return outcome ?? new UserError('CANCELLED', 'The request was cancelled.');
  }

  // Writing

  /** One writer at a time; it ends when nobody is left in the queue. */
  #write(): void {
    if (this.#writing !== undefined) return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#queue.length > 0) this.#write();
    });
  }

  /** Pictures are encoded a few ahead, and written in the order in which they were asked for. */
  async #writeAll(): Promise<void> {
    const writing = { ...this.#options, profile: () => this.#profile };
    const ahead: { readonly asked: Asked; readonly line: Promise<WrittenRequest | CodedError> }[] = [];
    for (;;) {
      for (let asked = this.#next(ahead.length); asked !== undefined; asked = this.#next(ahead.length))
        ahead.push({ asked, line: writeRequest(asked, writing).catch(toCodedError) });
      const first = ahead.shift();
      if (first === undefined) return;
      const line = await first.line;
      if (!(line instanceof Error)) await this.#roomOnDisk();
      if (line instanceof Error) this.#desk.waiters.refuse([first.asked.key], line);
      else await this.#append(line).catch((thrown: unknown) => this.#fail([line.row.key], thrown));
    }
  }

  /** Files wait for their turn at the provider; the next one is not begun before there is room for it. */
  async #roomOnDisk(): Promise<void> {
    while (this.#open === undefined && this.#parts.length >= MOST_UNSENT && !this.#closing.signal.aborted)
      await new Promise<void>((resolve) => {
        this.#partGone = resolve;
      });
  }

  #next(ahead: number): Asked | undefined {
    return ahead < AHEAD ? this.#queue.shift() : undefined;
  }

  async #append(written: WrittenRequest): Promise<void> {
    const size = { bytes: Buffer.byteLength(written.line) + 1, tokens: written.tokens };
    const limits = this.#limits();
    if (this.#open !== undefined && fitsInto(this.#open.size, size, limits) === 'full')
      await this.#seal(this.#open);
    if (fitsInto({ requests: 0, bytes: 0, tokens: 0 }, size, limits) === 'too-large') throw tooLarge();
    this.#open ??= await this.#begin();
    try {
      await this.#open.append(written);
    } catch (thrown) {
      const part = this.#open;
      await this.#drop(part);
      return this.#fail(part.keys, thrown, written.row.key);
    }
    if (this.#open.size.requests >= limits.requests) await this.#seal(this.#open);
  }

  #limits(): BatchLimits {
    const { endpoint, model, enqueuedTokens, limits } = this.#options;
    const tokens = this.#desk.tokens.limit(endpoint, model, enqueuedTokens);
    return { ...PROTOCOL_LIMITS, tokens, ...limits };
  }

  async #begin(): Promise<BatchPart> {
    const { endpoint, model, node, run, price } = this.#options;
    const mark = randomBytes(16).toString('hex');
    const part = await BatchPart.begin(
      this.#desk,
      this.#desk.table.begin({ mark, endpoint, model, node, run, price }),
    );
    this.#parts.push(part);
    this.#batches.add(part.batch.id);
    this.#desk.unsent.set(part.batch.id, { drop: () => this.#cancel(part) });
    return part;
  }

  /** Whether a batch should go as it is: nothing more comes, nothing came for a while, or nobody else can come because all wait. */
  #isDone(part: BatchPart, more: boolean): boolean {
    if (part.size.requests === 0 || this.#queue.length > 0) return false;
    // What fails in a batch that is being collected goes into the next one together.
    if (this.#desk.isVisiting(this.#batches)) return false;
    const quietMs = this.#desk.work.now() - this.#lastAsked;
    if (!more || this.#asking >= MOST_WAITING) return quietMs >= LAST_QUIET_MS;
    return quietMs >= (this.#options.quietMs ?? QUIET_MS);
  }

  async #seal(part: BatchPart): Promise<void> {
    this.#open = undefined;
    try {
      await part.seal();
    } catch (thrown) {
      await this.#drop(part);
      this.#fail(part.keys, thrown);
    }
  }

  // Sending

  #send(part: BatchPart): void {
    if (part.notBefore > this.#desk.work.now()) return;
    const batch = this.#desk.table.get(part.batch.id);
    if (batch === undefined || !this.#desk.tokens.hasRoom(batch, this.#options.enqueuedTokens)) return;
    part.sending = this.#sendOnce(part)
      .catch((thrown: unknown) => this.#sendFailed(part, thrown))
      .finally(() => {
        part.sending = undefined;
      });
  }

  async #sendOnce(part: BatchPart): Promise<void> {
    const { endpoint, budget } = this.#options;
    await sendBatch({
      work: this.#desk.work,
      batch: part.batch,
      client: await this.#desk.client(endpoint),
      budget,
      signal: AbortSignal.any([this.#closing.signal, this.#desk.signal]),
      closing: this.#desk.signal,
    });
    this.#trouble = undefined;
    this.#forget(part);
    this.#desk.wake();
  }

  /** What may pass is tried again with growing waits; anything else pauses the run, and the batch waits to be sent as it is. */
  #sendFailed(part: BatchPart, thrown: unknown): void {
    if (this.#closing.signal.aborted) return;
    const { endpoint, model } = this.#options;
    const now = this.#desk.work.now();
    const error = batchTrouble(thrown, { endpoint, model, now });
    part.troubles += 1;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (part.troubles - 1));
    part.notBefore = now + Math.max(wait, (error.details.retryAfterSeconds ?? 0) * 1000);
    if (
      error instanceof OperationalError &&
      (error.scope === 'sample' || part.troubles <= PATIENT_TROUBLES)
    ) {
      this.#trouble = error;
      return;
    }
    this.#trouble = undefined;
    part.notBefore = 0;
    const { keys } = part;
    if (error.scope === 'sample') void this.#drop(part);
    this.#fail(keys, error);
  }

  /** Tells those who wait for these requests; the batch may stay. */
  #fail(keys: Iterable<ResultKey>, thrown: unknown, ...more: readonly ResultKey[]): void {
    this.#desk.waiters.refuse([...keys, ...more], toCodedError(thrown));
  }

  /** Somebody does not want it sent. */
  async #cancel(part: BatchPart): Promise<void> {
    const { keys } = part;
    await this.#drop(part);
    this.#fail(keys, notSent());
  }

  async #drop(part: BatchPart): Promise<void> {
    if (this.#open === part) this.#open = undefined;
    this.#forget(part);
    await part.discard();
  }

  #forget(part: BatchPart): void {
    const at = this.#parts.indexOf(part);
    if (at >= 0) this.#parts.splice(at, 1);
    this.#desk.unsent.delete(part.batch.id);
    this.#partGone();
  }

  /** At the end of the run: what is not the provider's is dropped, what may be is looked for later. */
  async #leave(part: BatchPart): Promise<void> {
    if (this.#desk.table.get(part.batch.id)?.state === 'submitting') this.#forget(part);
    else await this.#drop(part);
  }
}
