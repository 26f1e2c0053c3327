import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/**
 * Brings a database's write-ahead log to the disk, as SQLite does after each commit with `synchronous=FULL`, but without holding up the thread: a slow disk
 * takes tens of milliseconds for it. SQLite itself then runs with `synchronous=NORMAL`, in which it brings the log to the disk before it folds it.
 */
export interface LogSync {
  /** Resolves when everything that was committed before is on the disk. One at a time. */
  sync(): Promise<void>;
  /** The same, when it returns. */
  syncNow(): void;
  close(): void;
}

/** `path` is the database's. Opening its log is safe where opening the database itself is not: SQLite holds no locks on it. */
export function createLogSync(path: string): LogSync {
  let file: number | undefined;
  const opened = () => {
    file ??= openSync(`${path}-wal`, 'r+');
    return file;
  };
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(opened(), (error) => (error ? reject(error) : resolve()));
      }),
    syncNow: () => fdatasyncSync(opened()),
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
