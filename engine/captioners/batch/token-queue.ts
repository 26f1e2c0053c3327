import type { ProviderBatchesTable, StoredBatch } from '../../store/provider-batches-table.ts';

const FIRST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 30 * 60_000;
/** States in which a batch's tokens are in the provider's queue. */
const ENQUEUED: ReadonlySet<string> = new Set(['submitting', 'validating', 'in_progress', 'finalizing']);

interface Learnt {
  /** What the provider said; undefined where it named no number. */
  readonly limit: number | undefined;
  readonly holds: number;
  readonly until: number;
}

/** The input tokens that a provider lets wait in its batches, by endpoint and model: what the user entered, and what refusals have taught. */
export class TokenQueue {
  readonly #table: ProviderBatchesTable;
  readonly #now: () => number;
  readonly #learnt = new Map<string, Learnt>();

  constructor(table: ProviderBatchesTable, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  /** The most that one batch may hold; Infinity where nothing is known. */
  limit(endpoint: string, model: string, entered: number | undefined): number {
    const learnt = this.#learnt.get(nameOf(endpoint, model))?.limit;
    return Math.min(entered ?? Number.POSITIVE_INFINITY, learnt ?? Number.POSITIVE_INFINITY);
  }

  /** Whether a batch may be submitted now. One that is alone always may: the provider then has the last word. */
  hasRoom(batch: StoredBatch, entered: number | undefined): boolean {
    const { endpoint, model, tokens } = batch;
    const learnt = this.#learnt.get(nameOf(endpoint, model));
    if (learnt !== undefined && learnt.until > this.#now()) return false;
    const others = this.#table
      .open()
      .filter((one) => one.id !== batch.id && one.endpoint === endpoint && one.model === model)
      .filter(({ state }) => ENQUEUED.has(state));
    const enqueued = others.reduce((sum, one) => sum + one.tokens, 0);
    return others.length === 0 || enqueued + tokens <= this.limit(endpoint, model, entered);
  }

  /** The provider refused a batch for its tokens. Where its limit is larger than the batch, others fill the queue: wait a while. */
  learn({ endpoint, model, tokens }: StoredBatch, limit: number | undefined): void {
    const name = nameOf(endpoint, model);
    const holds = (this.#learnt.get(name)?.holds ?? 0) + 1;
    const tooLarge = limit !== undefined && limit > 0 && tokens > limit;
    const hold = tooLarge ? 0 : Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** (holds - 1));
    this.#learnt.set(name, {
      limit: limit !== undefined && limit > 0 ? limit : undefined,
      holds,
      until: this.#now() + hold,
    });
  }
}

function nameOf(endpoint: string, model: string): string {
  return `${endpoint}\n${model}`;
}
