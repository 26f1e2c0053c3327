import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';

/** Pages of the log that have not been folded yet from which on it is folded; 32 MB with pages of 4 KB. */
export const FOLD_PAGES = 8_000;
/** Writes after which the log is looked at: even when each of them fills some pages, it is not much longer than it should be. */
const WRITES_BETWEEN_LOOKS = 500;
/** Pages of the log from which on SQLite folds it itself at a commit, because the thread cannot keep up or is gone. */
const LONGEST_LOG_PAGES = 4 * FOLD_PAGES;

/**
 * Folds the write-ahead log into the database while a run goes on, in a thread of its own: folding 8,000 pages holds a thread up for a tenth of a second and
 * more. SQLite lets one connection write while another folds, and begins the log anew once all of it is folded, so passes follow each other until one has
 * ended before the next commit. Where the thread fails, nothing is lost: the log grows until SQLite folds it at a commit.
 */
export interface LogFold {
  /** To be called after each commit, with how much was written: has the log folded where it has grown long. Never throws. */
  afterCommit(writes: number): void;
  /** Resolves when the thread has let go of the file. */
  close(): Promise<void>;
}

interface LogState {
  /** Pages in the log. */
  readonly log: number;
  /** How many of them are in the database already. */
  readonly checkpointed: number;
}

/** `path` is the database's; the thread starts when there is something to do for the first time. */
export function createLogFold(database: Database, path: string): LogFold {
  database.pragma(`wal_autocheckpoint = ${LONGEST_LOG_PAGES}`);
  // Counts and folds nothing.
  const look = database.prepare<[], LogState>('pragma wal_checkpoint(noop)');
  let thread: { readonly worker: Worker; readonly ended: Promise<void> } | undefined;
  let busy = false;
  let folding = false;
  let since = 0;
  let gone = false;

  function start(): NonNullable<typeof thread> {
    const worker = new Worker(new URL('./fold-worker.ts', import.meta.url), { workerData: path });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', () => {
      busy = false;
    });
    // A disk without room, or a file that is no longer there: whoever writes meets it as well, and says so.
    worker.on('error', () => {
      gone = true;
    });
    // Somebody who forgets to close the project is not kept from ending.
    worker.unref();
    return { worker, ended };
  }

  function unfolded(): number {
    try {
      const { log, checkpointed } = look.get() ?? { log: 0, checkpointed: 0 };
      return log - checkpointed;
    } catch {
      // A query is under way, during which SQLite does not tell: the next commit asks again.
      return 0;
    }
  }

  return {
    afterCommit(writes) {
      since += writes;
      if (busy || gone || (!folding && since < WRITES_BETWEEN_LOOKS)) return;
      since = 0;
      const left = unfolded();
      folding = folding ? left > 0 : left >= FOLD_PAGES;
      if (!folding) return;
      try {
        thread ??= start();
        busy = true;
        thread.worker.postMessage('fold');
      } catch {
        // The system gives no more threads.
        gone = true;
      }
    },
    async close() {
      gone = true;
      thread?.worker.ref();
      thread?.worker.postMessage(null);
      await thread?.ended;
    },
  };
}
