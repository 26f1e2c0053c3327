import type { Sample } from '../../core/sample.ts';
import type { Breath } from '../breath.ts';

/** A sample with its digest, until earlier ones have come. */
export interface Held {
  readonly sample: Sample;
  readonly digest: string;
}

/** What is done with the samples; `S` is the outcome of one. */
interface Judging<S> {
  /** Where samples wait that are too many for memory; the number tells them apart. */
  readonly store: (held: Held, number: number) => void;
  /** What waits there from an ordinal on, in source order. */
  readonly stored: (from: number) => Iterable<Held>;
  readonly judge: (held: Held) => S;
  readonly settle: (judged: readonly S[]) => Promise<void>;
  readonly breath: Breath;
  /** Most that wait in memory. */
  readonly mostHeld?: number;
}

/** So many wait in memory; more of them wait in the store. */
const MOST_HELD = 4096;
/** So many are judged before others get a turn. */
const SLICE = 512;

/**
 * Samples that wait for earlier ones, and the verdicts on those that need not wait any longer, in source order: by ordinal, and of one ordinal by id.
 * One early sample that takes for ever may hold up all others, and a scan must take whatever comes, as the earlier ones may come by the same way:
 * what is too much for memory waits in the store.
 */
export class HeldSamples<S> {
  readonly #judging: Judging<S>;
  readonly #most: number;
  #held: Held[] = [];
  #sorted = true;
  /** How many were put into the store so far. */
  #stored = 0;
  /** Everything before this ordinal has been judged. */
  #judged = -1;
  #busy: Promise<void> = Promise.resolve();

  constructor(judging: Judging<S>) {
    this.#judging = judging;
    this.#most = judging.mostHeld ?? MOST_HELD;
  }

  add(samples: readonly Held[]): void {
    for (const sample of samples) this.#held.push(sample);
    this.#sorted = false;
    if (this.#held.length > this.#most) this.#store();
  }

  /** Judges what stands before this ordinal; nothing before it may come any more. Throws nothing: an error is met by `settled`, and nothing is judged after it. */
  release(before: number): void {
    const from = this.#judged;
    this.#judged = Math.max(from, before);
    const released = this.#takeBefore(before);
    if (released.length === 0 && this.#stored === 0) return;
    this.#busy = this.#busy.then(() => this.#settle(released, from, before));
    // `settled` meets the error; until then it must not count as unhandled.
    this.#busy.catch(() => undefined);
  }

  /** Resolves when all that was released has gone downstream. */
  settled(): Promise<void> {
    return this.#busy;
  }

  #store(): void {
    // Whatever came in spite of the promise above is not looked for in the store any more.
    const isLate = ({ sample }: Held) => sample.ordinal < this.#judged;
    for (const held of this.#held.filter((one) => !isLate(one))) {
      this.#stored += 1;
      this.#judging.store(held, this.#stored);
    }
    this.#held = this.#held.filter(isLate);
  }

  #takeBefore(ordinal: number): Held[] {
    if (!this.#sorted) this.#held.sort(inOrder);
    this.#sorted = true;
    const ready = this.#held.findIndex(({ sample }) => sample.ordinal >= ordinal);
    return this.#held.splice(0, ready < 0 ? this.#held.length : ready);
  }

  async #settle(released: readonly Held[], from: number, before: number): Promise<void> {
    const { judge, settle, breath } = this.#judging;
    let slice: S[] = [];
    for (const held of merge(released, this.#storedBetween(from, before))) {
      slice.push(judge(held));
      if (slice.length < SLICE) continue;
      await settle(slice);
      await breath();
      slice = [];
    }
    await settle(slice);
  }

  *#storedBetween(from: number, before: number): Iterable<Held> {
    if (this.#stored === 0) return;
    for (const held of this.#judging.stored(from)) {
      if (held.sample.ordinal >= before) return;
      yield held;
    }
  }
}

/** Two sorted lists as one. */
function* merge(one: Iterable<Held>, other: Iterable<Held>): Iterable<Held> {
  const [left, right] = [one[Symbol.iterator](), other[Symbol.iterator]()];
  let [a, b] = [left.next(), right.next()];
  while (!a.done || !b.done) {
    if (!a.done && (b.done || inOrder(a.value, b.value) <= 0)) {
      yield a.value;
      a = left.next();
    } else if (!b.done) {
      yield b.value;
      b = right.next();
    }
  }
}

function inOrder({ sample: one }: Held, { sample: other }: Held): number {
  return one.ordinal - other.ordinal || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}
