import type { Database } from 'better-sqlite3';
import { type CodedError, UserError } from '../../core/errors.ts';
import { Confirmation } from './confirmation.ts';
import type { ProjectLog } from './project-log.ts';
import { diskFull, fromSqlite, isFull, sqliteCode } from './sqlite-error.ts';

/** Longest time that a written row waits for its commit [RUN5], milliseconds. */
const LONGEST_WAIT = 50;
/** Writes after which a group commits at once, so that work which lets no timer have its turn cannot make it grow for ever. */
const LARGEST_GROUP = 20_000;

/**
 * Writes of a run share transactions: the first one opens it, a timer commits it. They are executed at once, in order, so that every later read sees them;
 * what a kill can take is only the end of the order.
 */
export interface GroupCommit {
  /** Does the work in the open group. After a group has failed, throws its error until `recover`. */
  write<T>(work: () => T): T;
  /** Does the work in a transaction of its own, on disk when this returns; for what a person does. Tries even after a failed group. */
  act<T>(work: () => T): T;
  /** Resolves when everything written before is on disk; rejects when it will not be. */
  committed(): Promise<void>;
  /** Commits the open group now. */
  flush(): void;
  /** Resolves when the disk is no longer asked to confirm anything; never rejects. */
  ended(): Promise<void>;
  /** Whether a group has failed and nothing was forgotten since: every write would throw. */
  failed(): boolean;
  /** Forgets a failed group, so that the next run may try again. */
  recover(): void;
  /** Why the open group could not be committed although nothing of it is lost: it is kept in memory, and takes more writes, until `retry`. */
  stalled(): CodedError | undefined;
  /** Tries to commit a group that is kept. Throws what stands against it; the group is kept then, too. */
  retry(): void;
  /** Gives up a group that cannot be committed: it fails, as it does where nobody listens to `onStall`. */
  abandon(): void;
  /** Called when the disk has no room for the open group. Returns how to stop listening. */
  onStall(listener: (reason: CodedError) => void): () => void;
  /** Called before each commit, inside the transaction. */
  onCommit(listener: () => void): void;
  /** Called after a group was lost: what was derived from its rows no longer holds. */
  onRollback(listener: () => void): void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** With a log to be synced, the database runs with `synchronous=NORMAL`, and the wait for the disk is here; without one it is SQLite's own. */
export function groupCommit(database: Database, log?: ProjectLog): GroupCommit {
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  const commitListeners: (() => void)[] = [];
  const rollbackListeners: (() => void)[] = [];
  let waiters: Waiter[] = [];
  let failure: CodedError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let timerDue = 0;
  let commitMs = 0;
  const confirmation = new Confirmation(log?.sync, fail);
  /** A group is open; cheaper to ask than SQLite, which is asked with every write otherwise. */
  let grouping = false;
  let acting = false;
  let writing = false;
  /** What was written since the last commit, in order: done again where SQLite has rolled the group back. */
  let group: (() => unknown)[] = [];
  let stalled: CodedError | undefined;
  const stallListeners = new Set<(reason: CodedError) => void>();

  function fail(thrown: unknown): CodedError {
    const error = fromSqlite(thrown);
    failure = error;
    stalled = undefined;
    rollBack();
    for (const { reject } of settled()) reject(error);
    return error;
  }

  /**
   * SQLite rolls a group back for whose commit there is no room. What it consisted of is done once more, and stays in an open transaction, in memory, where every read
   * sees it as before. Gives whether that could be done.
   */
  function keepInMemory(thrown: unknown): boolean {
    if (stallListeners.size === 0 || !isFull(thrown)) return false;
    rollBack();
    acting = true;
    try {
      begin.run();
      grouping = true;
      for (const work of group) work();
    } catch {
      // The caller fails the group with what the disk said first.
      return false;
    } finally {
      acting = false;
    }
    clearTimeout(timer);
    timer = undefined;
    stalled = diskFull(thrown);
    for (const listener of stallListeners) listener(stalled);
    return true;
  }

  /** SQLite has rolled back by itself after some errors (disk full among them). */
  function rollBack(): void {
    grouping = false;
    if (database.inTransaction) database.exec('rollback');
    for (const listener of rollbackListeners) listener();
  }

  /** The group is at an end; gives who waits for it. */
  function settled(): readonly Waiter[] {
    clearTimeout(timer);
    timer = undefined;
    grouping = false;
    group = [];
    const ended = waiters;
    waiters = [];
    return ended;
  }

  function flush(): void {
    if (failure !== undefined) throw failure;
    if (stalled !== undefined) throw stalled;
    if (!database.inTransaction) return;
    const started = performance.now();
    try {
      for (const listener of commitListeners) listener();
      commit.run();
    } catch (thrown) {
      throw keepInMemory(thrown) ? (stalled ?? thrown) : fail(thrown);
    }
    commitMs = Math.max(performance.now() - started, confirmation.lastMs);
    const writes = group.length;
    confirmation.add(settled());
    log?.fold.afterCommit(writes);
  }

  function flushLater(delay: number): void {
    const due = performance.now() + delay;
    if (timer !== undefined && timerDue <= due) return;
    clearTimeout(timer);
    timerDue = due;
    timer = setTimeout(() => {
      try {
        flush();
      } catch {
        // `fail` has told all who wait, and every later write throws it; a group that is kept waits for `retry`.
      }
    }, delay);
  }

  function write<T>(work: () => T): T {
    if (acting || writing) return work();
    if (failure !== undefined) throw failure;
    try {
      if (!grouping) {
        begin.run();
        grouping = true;
        flushLater(LONGEST_WAIT);
      }
      writing = true;
      const result = work();
      writing = false;
      group.push(work);
      if (group.length >= LARGEST_GROUP) flushUnlessKept();
      return result;
    } catch (thrown) {
      writing = false;
      if (failure !== undefined) throw failure;
      // A mistake in one write (a constraint, a wrong type) is its caller's; what the disk says ends the group.
      if (sqliteCode(thrown)?.startsWith('SQLITE_CONSTRAINT') || sqliteCode(thrown) === undefined)
        throw thrown;
      throw fail(thrown);
    }
  }

  function flushUnlessKept(): void {
    try {
      flush();
    } catch (thrown) {
      if (stalled === undefined) throw thrown;
    }
  }

  function act<T>(work: () => T): T {
    if (acting || writing) return work();
    if (stalled !== undefined) retry();
    else flushForAct();
    if (stalled !== undefined) throw stalled;
    acting = true;
    try {
      begin.run();
      const result = work();
      for (const listener of commitListeners) listener();
      commit.run();
      confirmation.now();
      log?.fold.afterCommit(1);
      return result;
    } catch (thrown) {
      rollBack();
      throw fromSqlite(thrown);
    } finally {
      acting = false;
    }
  }

  function retry(): void {
    stalled = undefined;
    flush();
  }

  function flushForAct(): void {
    try {
      if (failure === undefined) flush();
    } catch {
      // `fail` has told those whose rows were lost; what a person does is tried all the same.
    }
  }

  function committed(): Promise<void> {
    if (failure !== undefined) return Promise.reject(failure);
    if (!database.inTransaction) return confirmation.all();
    // Somebody waits: commit sooner, yet spend at most about a tenth of the time on waiting for the disk.
    flushLater(Math.min(LONGEST_WAIT, 10 * commitMs));
    return new Promise((resolve, reject) => {
      waiters.push({ resolve, reject });
    });
  }

  return {
    write,
    act,
    committed,
    flush,
    ended: () => confirmation.ended(),
    failed: () => failure !== undefined,
    recover: () => {
      failure = undefined;
    },
    stalled: () => stalled,
    retry,
    abandon: () => {
      if (stalled !== undefined) fail(stalled);
    },
    onStall: (listener) => {
      stallListeners.add(listener);
      return () => stallListeners.delete(listener);
    },
    onCommit: (listener) => commitListeners.push(listener),
    onRollback: (listener) => rollbackListeners.push(listener),
  };
}

/** The same for a store that may only be read: every write throws PROJECT_LOCKED or PROJECT_READ_ONLY. */
export function noCommit(code: 'PROJECT_LOCKED' | 'PROJECT_READ_ONLY', why: string): GroupCommit {
  const refuse = (): never => {
    throw new UserError(code, why, { remedy: 'Close it in the other place, or save a copy, to change it.' });
  };
  const nothing = () => undefined;
  return {
    write: refuse,
    act: refuse,
    committed: () => Promise.resolve(),
    flush: nothing,
    ended: () => Promise.resolve(),
    failed: () => true,
    recover: nothing,
    stalled: nothing,
    retry: nothing,
    abandon: nothing,
    onStall: () => nothing,
    onCommit: nothing,
    onRollback: nothing,
  };
}
