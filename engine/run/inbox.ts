import type { Sample } from '../../core/sample.ts';
import type { Stretch } from './stretch.ts';

/** A sample that has come to a stage, and by which input. */
export interface Arrival {
  readonly input: string;
  readonly sample: Sample;
}

/** Samples that have come together. */
export interface Delivery {
  readonly input: string;
  readonly stretch: Stretch;
}

/** So many samples may wait before producers have to: memory stays bounded whatever the size of the source [RUN2]. */
export const INBOX_CAPACITY = 512;

/**
 * The union of all wires into one stage, in the order of arrival. Producers wait while it is full; since a stage only ever waits for room downstream and a flow
 * has no cycles, no shape of graph can deadlock.
 */
export class Inbox {
  readonly #deliveries: Delivery[] = [];
  #size = 0;
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

  /** Samples that wait. */
  get size(): number {
    return this.#size;
  }

  /** Smallest ordinal that waits here, Infinity when nothing does. */
  low(): number {
    let low = Number.POSITIVE_INFINITY;
    for (const { stretch } of this.#deliveries)
      for (const { ordinal } of stretch.samples()) low = Math.min(low, ordinal);
    return low;
  }

  async push(input: string, stretch: Stretch): Promise<void> {
    this.#deliveries.push({ input, stretch });
    this.#size += stretch.size;
    this.#wake(this.#takers);
    while (this.#size > this.#capacity) {
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

  /** What has come in first; undefined once every producer has closed and nothing is left. */
  async takeStretch(): Promise<Delivery | undefined> {
    while (this.#deliveries.length === 0) {
      this.#signal.throwIfAborted();
      if (this.#open <= 0) return undefined;
      await new Promise<void>((resolve) => this.#takers.push(resolve));
    }
    this.#signal.throwIfAborted();
    return this.#next();
  }

  /** Whatever waits, sample by sample: at least one stretch, and more while they are at most `max` together. */
  async take(max: number): Promise<readonly Arrival[] | undefined> {
    let delivery = await this.takeStretch();
    if (delivery === undefined) return undefined;
    const taken: Arrival[] = [];
    while (delivery !== undefined) {
      const { input, stretch } = delivery;
      for (const sample of stretch.samples()) taken.push({ input, sample });
      const next = this.#deliveries[0];
      delivery = next && taken.length + next.stretch.size <= max ? this.#next() : undefined;
    }
    return taken;
  }

  #next(): Delivery | undefined {
    const delivery = this.#deliveries.shift();
    if (delivery === undefined) return undefined;
    this.#size -= delivery.stretch.size;
    if (this.#size <= this.#capacity) this.#wake(this.#pushers);
    return delivery;
  }

  #wake(list: (() => void)[]): void {
    for (const resolve of list.splice(0)) resolve();
  }

  #wakeAll(): void {
    this.#wake(this.#takers);
    this.#wake(this.#pushers);
  }
}
