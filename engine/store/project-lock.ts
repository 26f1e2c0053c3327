import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { sqliteCode } from './sqlite-error.ts';

/** Held while this process owns a project. */
export interface ProjectLock {
  /** Lets go and removes the lock's file. */
  release(): void;
}

/** Why there is no lock: somebody holds it, or none can be made there (read-only folder). */
export type NoLock = 'held' | 'impossible';

/** Who holds a lock, as far as can be told. */
export interface LockOwner {
  readonly pid: number;
  /** On this computer; else on another one that shares the drive. */
  readonly isHere: boolean;
}

/**
 * Takes the lock of a project: a file `<project>.lock` on which SQLite's own write lock is held. The system frees it with the process however that
 * ends, so a dead owner needs no detecting. The file names its owner for people to read; nothing is decided by that.
 */
export function takeLock(projectPath: string): ProjectLock | NoLock {
  const path = `${projectPath}.lock`;
  for (;;) {
    const before = inode(path);
    const database = openLockFile(path);
    if (database === undefined) return 'impossible';
    try {
      // Without a journal file nothing but the lock file is ever made.
      database.pragma('journal_mode = memory');
      lockInOwnName(database);
    } catch (thrown) {
      database.close();
      const code = sqliteCode(thrown);
      // Torn by a power cut: whoever holds a lock has written its page whole.
      if (code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT')) {
        if (tryToRemove(path)) continue;
      }
      return code?.startsWith('SQLITE_BUSY') ? 'held' : 'impossible';
    }
    // A former owner may have removed the file between opening and locking: then this lock guards nothing. The same file before and
    // after means that it is the one that was opened; a file that was only now made is opened once more to be sure.
    if (before !== undefined && inode(path) === before) return { release: () => release(database, path) };
    database.close();
  }
}

/** What the lock's file says of its owner; undefined where nobody can be told. Says nothing about whether the lock is held. */
export function readLockOwner(projectPath: string): LockOwner | undefined {
  try {
    const database = new DatabaseFile(`${projectPath}.lock`, { readonly: true, timeout: 0 });
    try {
      const pid = Number(database.pragma('user_version', { simple: true }));
      return pid > 0
        ? { pid, isHere: database.pragma('application_id', { simple: true }) === HERE }
        : undefined;
    } finally {
      database.close();
    }
  } catch {
    // The owner has just gone, or the file may not be read: there is nobody to name.
    return undefined;
  }
}

/** This computer, as a number that fits into a header. */
const HERE = createHash('sha256').update(hostname()).digest().readInt32BE(0);

/** Two numbers of the header name the owner: one page, which a kill cannot tear. The lock is held once they are ours under it. */
function lockInOwnName(database: Database): void {
  for (;;) {
    database.exec('begin immediate');
    const named =
      database.pragma('user_version', { simple: true }) === process.pid &&
      database.pragma('application_id', { simple: true }) === HERE;
    if (named) return;
    database.pragma(`user_version = ${process.pid}`);
    database.pragma(`application_id = ${HERE}`);
    database.exec('commit');
  }
}

function inode(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function openLockFile(path: string): Database | undefined {
  try {
    return new DatabaseFile(path, { timeout: 0 });
  } catch {
    // The folder is not there or may not be written: the project can be read at most.
    return undefined;
  }
}

/** Removed while still held, so that nobody can take a lock that is about to vanish; Windows allows it only afterwards. */
function release(database: Database, path: string): void {
  tryToRemove(path);
  database.close();
  if (process.platform === 'win32') tryToRemove(path);
}

function tryToRemove(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    // A left-over lock file does no harm: only the lock on it counts.
    return false;
  }
}
