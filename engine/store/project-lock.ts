import { rmSync, statSync } from 'node:fs';
import DatabaseFile from 'better-sqlite3';
import { sqliteCode } from './sqlite-error.ts';

/** Held while this process owns a project. */
export interface ProjectLock {
  /** Lets go and removes the lock's file. */
  release(): void;
}

/** Why there is no lock: somebody holds it, or none can be made there (read-only folder). */
export type NoLock = 'held' | 'impossible';

/**
 * Takes the lock of a project: an empty file `<project>.lock` on which SQLite's own write lock is held. The system frees it with the process however that
 * ends, so a dead owner needs no detecting, and a process id that is used again cannot mislead.
 */
export function takeLock(projectPath: string): ProjectLock | NoLock {
  const path = `${projectPath}.lock`;
  for (;;) {
    const before = inode(path);
    const database = openLockFile(path);
    if (database === undefined) return 'impossible';
    try {
      // Without a journal file nothing but the empty lock file is ever made.
      database.pragma('journal_mode = memory');
      database.exec('begin immediate');
    } catch (thrown) {
      database.close();
      return sqliteCode(thrown)?.startsWith('SQLITE_BUSY') ? 'held' : 'impossible';
    }
    // A former owner may have removed the file between opening and locking: then this lock guards nothing. The same file before and
    // after means that it is the one that was opened; a file that was only now made is opened once more to be sure.
    if (before !== undefined && inode(path) === before) return { release: () => release(database, path) };
    database.close();
  }
}

function inode(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function openLockFile(path: string): DatabaseFile.Database | undefined {
  try {
    return new DatabaseFile(path, { timeout: 0 });
  } catch {
    // The folder is not there or may not be written: the project can be read at most.
    return undefined;
  }
}

/** Removed while still held, so that nobody can take a lock that is about to vanish; Windows allows it only afterwards. */
function release(database: DatabaseFile.Database, path: string): void {
  tryToRemove(path);
  database.close();
  if (process.platform === 'win32') tryToRemove(path);
}

function tryToRemove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A left-over empty lock file does no harm: only the lock on it counts.
  }
}
