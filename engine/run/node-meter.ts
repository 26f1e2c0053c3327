import type { CodedError } from '../../core/errors.ts';
import { toErrorRecord } from '../../core/errors.ts';
import type { NodeCounts, NodeProgress, NodeRunState, OutcomeRecord } from '../../core/run.ts';

const RATE_WINDOW_SECONDS = 10;
const LATEST = 50;

interface Shown {
  readonly count: number;
  readonly record: (index: number) => OutcomeRecord;
}

/** Counts, rate, spend and latest samples of one node in one run [RUN10]. */
export class NodeMeter {
  readonly #id: string;
  readonly #type: string;
  readonly #now: () => number;
  #in = 0;
  #kept = 0;
  #rejected = 0;
  #failed = 0;
  #reused = 0;
  #spendUsd = 0;
  readonly #outputs: Record<string, number> = {};
  readonly #perSecond = new Map<number, number>();
  readonly #latest: Record<OutcomeRecord['outcome'], Shown[]> = { kept: [], rejected: [], failed: [] };
  #state: NodeRunState = 'queued';
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  #error: CodedError | undefined;
  note: (() => string | undefined) | undefined;
  detail: (() => string | undefined) | undefined;
  /** Of work that knows by itself how long it still takes, seconds. */
  secondsLeft: number | undefined;

  constructor(id: string, type: string, now: () => number) {
    this.#id = id;
    this.#type = type;
    this.#now = now;
  }

  get pending(): number {
    return this.#in - this.#kept - this.#rejected - this.#failed;
  }

  get failed(): number {
    return this.#failed;
  }

  get state(): NodeRunState {
    return this.#state;
  }

  setState(state: NodeRunState, error?: CodedError): void {
    this.#startedAt ??= state === 'running' ? this.#now() : undefined;
    if (state === 'done' || state === 'error' || state === 'stopped') this.#endedAt ??= this.#now();
    // A run that paused itself goes on: what was wrong has been put right.
    if (state === 'running') this.#endedAt = undefined;
    if (state === 'running' || state === 'done') this.#error = undefined;
    this.#state = state;
    if (error) this.#error = error;
  }

  arrived(count: number): void {
    this.#in += count;
    if (this.#state === 'queued') this.setState('running');
  }

  settled(outcome: OutcomeRecord['outcome'], count: number, reused: number): void {
    if (outcome === 'kept') this.#kept += count;
    else if (outcome === 'rejected') this.#rejected += count;
    else this.#failed += count;
    this.#reused += reused;
    const fresh = count - reused;
    if (fresh > 0) {
      const second = Math.floor(this.#now() / 1000);
      this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + fresh);
    }
  }

  left(port: string, count: number): void {
    this.#outputs[port] = (this.#outputs[port] ?? 0) + count;
  }

  spent(usd: number): void {
    this.#spendUsd += usd;
  }

  /** Samples that have left together; their records are made when somebody asks for them. */
  show(outcome: OutcomeRecord['outcome'], count: number, record: (index: number) => OutcomeRecord): void {
    if (count === 0) return;
    const list = this.#latest[outcome];
    list.push({ count, record });
    // The last one alone may be enough: what no longer matters is let go now and then.
    if (count >= LATEST) list.splice(0, list.length - 1);
    else if (list.length > LATEST * 2) list.splice(0, list.length - LATEST);
  }

  latest(): OutcomeRecord[] {
    return Object.values(this.#latest)
      .flatMap(lastRecords)
      .sort((a, b) => b.at - a.at)
      .slice(0, LATEST * 2);
  }

  counts(): NodeCounts {
    return {
      in: this.#in,
      kept: this.#kept,
      rejected: this.#rejected,
      failed: this.#failed,
      pending: this.pending,
      reused: this.#reused,
    };
  }

  /** `waiting` is what upstream nodes still hold; undefined while sources are still listing. `paused`: nothing new is begun in the run. */
  progress(waiting: number | undefined, paused = false): NodeProgress {
    const expected = waiting === undefined ? undefined : this.#in + waiting;
    const rate = this.#rate();
    const left = expected === undefined ? undefined : expected - this.#in + this.pending;
    const note = this.note?.();
    const detail = this.detail?.();
    return {
      id: this.#id,
      type: this.#type,
      state: paused && this.#state === 'running' ? 'paused' : this.#state,
      ...this.counts(),
      ratePerSecond: rate,
      spendUsd: this.#spendUsd,
      elapsedMs: this.#startedAt === undefined ? 0 : (this.#endedAt ?? this.#now()) - this.#startedAt,
      outputs: { ...this.#outputs },
      ...(expected !== undefined && { expected }),
      ...(this.secondsLeft !== undefined &&
        this.#state === 'running' &&
        !paused && { etaSeconds: this.secondsLeft }),
      ...(left !== undefined &&
        rate > 0 &&
        this.#state === 'running' &&
        !paused && { etaSeconds: left / rate }),
      ...(note !== undefined && { note }),
      ...(detail !== undefined && { detail }),
      ...(this.#error && { error: toErrorRecord(this.#error) }),
    };
  }

  #rate(): number {
    const now = this.#now() / 1000;
    const from = Math.floor(now) - RATE_WINDOW_SECONDS;
    let settled = 0;
    for (const [second, count] of this.#perSecond) {
      if (second < from) this.#perSecond.delete(second);
      else settled += count;
    }
    const since = Math.max(
      1,
      Math.min(RATE_WINDOW_SECONDS, this.#startedAt === undefined ? 1 : now - this.#startedAt / 1000),
    );
    return settled / since;
  }
}

function lastRecords(shown: readonly Shown[]): OutcomeRecord[] {
  const records: OutcomeRecord[] = [];
  for (const { count, record } of shown.toReversed())
    for (let index = count - 1; index >= 0 && records.length < LATEST; index -= 1)
      records.push(record(index));
  return records.reverse();
}
