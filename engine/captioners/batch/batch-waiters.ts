import { type CodedError, UserError } from '../../../core/errors.ts';
import type { BatchAnswer } from '../../store/provider-batches-table.ts';
import type { ResultKey } from '../../store/run-store.ts';

interface Waiter {
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: CodedError) => void;
}

/** Those who wait for answers, by the key of the result: small, because there may be a hundred thousand. */
export class BatchWaiters {
  readonly #byKey = new Map<ResultKey, Set<Waiter>>();

  get size(): number {
    return this.#byKey.size;
  }

  /** Rejects with CANCELLED when the signal fires first; the batch itself goes on. */
  wait(key: ResultKey, signal: AbortSignal): Promise<BatchAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled());
      const leave = () => {
        signal.removeEventListener('abort', giveUp);
        const waiting = this.#byKey.get(key);
        waiting?.delete(waiter);
        if (waiting?.size === 0) this.#byKey.delete(key);
      };
      const waiter: Waiter = {
        resolve: (answer) => {
          leave();
          resolve(answer);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const giveUp = () => waiter.reject(cancelled());
      signal.addEventListener('abort', giveUp, { once: true });
      const waiting = this.#byKey.get(key);
      if (waiting) waiting.add(waiter);
      else this.#byKey.set(key, new Set([waiter]));
    });
  }

  has(key: ResultKey): boolean {
    return this.#byKey.has(key);
  }

  deliver(key: ResultKey, answer: BatchAnswer): void {
    for (const waiter of [...(this.#byKey.get(key) ?? [])]) waiter.resolve(answer);
  }

  refuse(keys: Iterable<ResultKey>, error: CodedError): void {
    for (const key of keys) for (const waiter of [...(this.#byKey.get(key) ?? [])]) waiter.reject(error);
  }
}

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The request was cancelled.');
}
