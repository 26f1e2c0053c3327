import type { Sample } from '../../core/sample.ts';

/** Samples that wait for one stage, in the order of their arrival. */
export interface Arrival {
  readonly input: string;
  readonly sample: Sample;
}

/** So many samples may wait before producers have to: memory stays bounded whatever the size of the source [RUN2]. */
const INBOX_CAPACITY = 8192;

/**
 * The union of all wires into one stage. Producers wait while it is full; since a stage only ever waits for room downstream and a flow has no cycles,
 * no shape of graph can deadlock.
 */
export class Inbox {
  #arrivals: Arrival[] = [];
  #head = 0;
  #open: number;
  #takers: (() => void)[] = [];
  #pushers: (() => void)[] = [];
  readonly #capacity: number;
  readonly #signal: AbortSignal;

  constructor(producers: number, signal: AbortSignal, capacity = INBOX_CAPACITY) {
    this.#open = producers;
    this.#capacity = capacity;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wakeAll(), { once: true });
  }

  get size(): number {
    return this.#arrivals.length - this.#head;
  }

  /** Smallest ordinal that waits here, Infinity when nothing does. */
  low(): number {
    let low = Number.POSITIVE_INFINITY;
    for (let index = this.#head; index < this.#arrivals.length; index += 1) {
      low = Math.min(low, (this.#arrivals[index] as Arrival).sample.ordinal);
    }
    return low;
  }

  async push(input: string, samples: readonly Sample[]): Promise<void> {
    for (const sample of samples) this.#arrivals.push({ input, sample });
    this.#wake(this.#takers);
    while (this.size > this.#capacity) {
      this.#signal.throwIfAborted();
      await new Promise<void>((resolve) => this.#pushers.push(resolve));
    }
    this.#signal.throwIfAborted();
  }

  /** One producer has given all it had. */
  close(): void {
    this.#open -= 1;
    if (this.#open <= 0) this.#wake(this.#takers);
  }

  /** Whatever waits, at most `max`; undefined once every producer has closed and nothing is left. */
  async take(max: number): Promise<readonly Arrival[] | undefined> {
    while (this.size === 0) {
      this.#signal.throwIfAborted();
      if (this.#open <= 0) return undefined;
      await new Promise<void>((resolve) => this.#takers.push(resolve));
    }
    this.#signal.throwIfAborted();
    const taken = this.#arrivals.slice(this.#head, this.#head + max);
    this.#head += taken.length;
    if (this.#head > 1024 && this.#head * 2 > this.#arrivals.length) {
      this.#arrivals = this.#arrivals.slice(this.#head);
      this.#head = 0;
    }
    if (this.size <= this.#capacity) this.#wake(this.#pushers);
    return taken;
  }

  #wake(list: (() => void)[]): void {
    for (const resolve of list.splice(0)) resolve();
  }

  #wakeAll(): void {
    this.#wake(this.#takers);
    this.#wake(this.#pushers);
  }
}
