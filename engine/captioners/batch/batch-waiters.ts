import { type CodedError, UserError } from '../../../core/errors.ts';
import type { BatchAnswer } from '../../store/provider-batches-table.ts';
import type { ResultKey } from '../../store/run-store.ts';

interface Waiter {
  readonly signal: AbortSignal;
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: CodedError) => void;
}

/** Those who wait for answers, by the key of the result: small, because there may be a hundred thousand. */
export class BatchWaiters {
  readonly #byKey = new Map<ResultKey, Waiter[]>();
  /** One listener for all who wait with a signal. */
  readonly #heard = new WeakSet<AbortSignal>();

  /** Keys that somebody waits for. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Rejects with CANCELLED when the signal fires first; the batch itself goes on. */
  wait(key: ResultKey, signal: AbortSignal): Promise<BatchAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled());
      this.#hear(signal);
      const waiter = { signal, resolve, reject };
      const others = this.#byKey.get(key);
      if (others) others.push(waiter);
      else this.#byKey.set(key, [waiter]);
    });
  }

  has(key: ResultKey): boolean {
    return this.#byKey.has(key);
  }

  deliver(key: ResultKey, answer: BatchAnswer): void {
    for (const waiter of this.#take(key)) waiter.resolve(answer);
  }

  refuse(keys: Iterable<ResultKey>, error: CodedError): void {
    for (const key of keys) for (const waiter of this.#take(key)) waiter.reject(error);
  }

  #take(key: ResultKey): readonly Waiter[] {
    const waiting = this.#byKey.get(key) ?? [];
    this.#byKey.delete(key);
    return waiting;
  }

  #hear(signal: AbortSignal): void {
    if (this.#heard.has(signal)) return;
    this.#heard.add(signal);
    signal.addEventListener('abort', () => this.#giveUp(signal), { once: true });
  }

  #giveUp(signal: AbortSignal): void {
    for (const [key, waiting] of this.#byKey) {
      const rest = waiting.filter((waiter) => waiter.signal !== signal);
      if (rest.length === 0) this.#byKey.delete(key);
      else this.#byKey.set(key, rest);
      for (const waiter of waiting) if (waiter.signal === signal) waiter.reject(cancelled());
    }
  }
}

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The request was cancelled.');
}
