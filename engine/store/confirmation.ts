import type { LogSync } from './log-sync.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Confirms commits: whoever waits for a group is told when the disk has it. While the disk is busy with one, the groups that follow gather and are
 * confirmed together. Without a log, SQLite has waited for the disk itself, and everything is confirmed at once.
 */
export class Confirmation {
  readonly #log: LogSync | undefined;
  readonly #onError: (thrown: unknown) => Error;
  /** Committed, and not on its way to the disk yet. */
  #waiting: Waiter[] = [];
  #pending = false;
  #syncing: Promise<void> | undefined;
  /** What the disk took the last time, milliseconds. */
  lastMs = 0;

  constructor(log: LogSync | undefined, onError: (thrown: unknown) => Error) {
    this.#log = log;
    this.#onError = onError;
  }

  /** A group has been committed, and these wait for it. */
  add(waiters: readonly Waiter[]): void {
    if (this.#log === undefined) {
      for (const { resolve } of waiters) resolve();
      return;
    }
    this.#waiting.push(...waiters);
    this.#pending = true;
    this.#syncing ??= this.#sync(this.#log);
  }

  /** Resolves when all commits so far are confirmed; at once when they are. */
  all(): Promise<void> {
    if (this.#syncing === undefined) return Promise.resolve();
    this.#pending = true;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Confirms on the spot what a person waits for. */
  now(): void {
    this.#log?.syncNow();
  }

  /** Resolves when the disk is no longer asked; never rejects. */
  async ended(): Promise<void> {
    while (this.#syncing !== undefined) await this.#syncing;
  }

  async #sync(log: LogSync): Promise<void> {
    while (this.#pending) {
      const waiters = this.#waiting;
      this.#waiting = [];
      this.#pending = false;
      const started = performance.now();
      try {
        await log.sync();
        for (const { resolve } of waiters) resolve();
      } catch (thrown) {
        const error = this.#onError(thrown);
        for (const { reject } of waiters) reject(error);
      }
      this.lastMs = performance.now() - started;
    }
    this.#syncing = undefined;
  }
}
