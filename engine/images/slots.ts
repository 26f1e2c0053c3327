import { UserError } from '../../core/errors.ts';

/** A fixed number of places for work under way; those who find none wait in order, urgent work before the rest. */
export interface Slots {
  /** Runs the work when there is room. Throws CANCELLED when the signal fires before it has begun; work that has begun is left to end. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal, urgent?: boolean): Promise<T>;
}

export function cancelled(): UserError {
  return new UserError('CANCELLED', 'The work on this picture was stopped.', { remedy: 'Run again.' });
}

export function createSlots(count: number): Slots {
  let free = count;
  const urgentOnes = new Set<() => void>();
  const others = new Set<() => void>();

  function release(): void {
    free++;
    const [next] = urgentOnes.size > 0 ? urgentOnes : others;
    if (next !== undefined) next();
  }

  /** Resolves once a slot is taken. Waiters leave the queue in the same step in which they take the slot or give up. */
  function take(signal: AbortSignal | undefined, waiting: Set<() => void>): Promise<void> {
    return new Promise((resolve, reject) => {
      function start(): void {
        waiting.delete(start);
        signal?.removeEventListener('abort', giveUp);
        free--;
        resolve();
      }
      function giveUp(): void {
        waiting.delete(start);
        reject(cancelled());
      }
      if (signal?.aborted) return giveUp();
      if (free > 0 && urgentOnes.size + others.size === 0) return start();
      waiting.add(start);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  return {
    async run(work, signal, urgent = false) {
      await take(signal, urgent ? urgentOnes : others);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
