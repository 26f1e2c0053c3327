import { accessSync, constants, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { UserError } from '../../core/errors.ts';
import { EMPTY_FLOW, type Flow } from '../../core/flow.ts';
import type { Json } from '../../core/json.ts';
import {
  checkDatabase,
  checkProjectFile,
  distrust,
  refuseForeignHeader,
  refuseWhatIsNoFile,
} from './check-project-file.ts';
import { fillFlowHistory } from './flow-history.ts';
import { fillMeta } from './meta-table.ts';
import { appliedMigrations, backUp, markAsProject, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import type { Migration } from './migrations/migration.ts';
import { type ProjectLock, takeLock } from './project-lock.ts';
import { type ProjectStore, projectStore, type ReadOnlyReason } from './project-store.ts';
import { markInterrupted } from './runs-table.ts';
import { fromSqlite, sqliteCode } from './sqlite-error.ts';

export interface OpenOptions {
  /** Reads only, and takes no lock. */
  readonly readOnly?: boolean;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
  /** Steps of the format; for tests of the upgrade itself. */
  readonly migrations?: readonly Migration[];
}

export interface CreateOptions {
  readonly name: string;
  /** First state of the flow; empty by default. */
  readonly flow?: Flow;
  readonly isSample?: boolean;
  /** Captured defaults, see `MetaTable.value`. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly now?: () => number;
}

/**
 * Opens a project. The file is checked before anything is written. When another process owns it, the store is read-only and its notice says so.
 * Throws PROJECT_NOT_FOUND, PROJECT_FOREIGN, PROJECT_DAMAGED, PROJECT_NEWER, PROJECT_READ_ONLY, DISK_FULL.
 */
export function openProject(path: string, options: OpenOptions = {}): ProjectStore {
  const file = resolve(path);
  const migrations = options.migrations ?? MIGRATIONS;
  const now = options.now ?? Date.now;
  refuseWhatIsNoFile(file);
  const crashed = hasHotJournal(file);
  if (!crashed) checkProjectFile(file, migrations);
  if (options.readOnly) return openReadOnly(file, 'asked', migrations, now);
  const lock = isWritable(file) ? takeLock(file) : 'impossible';
  if (typeof lock === 'string')
    return openReadOnly(file, lock === 'held' ? 'locked' : 'file', migrations, now);
  return withLock(lock, () => {
    if (crashed) refuseForeignHeader(file);
    const database = openFile(file);
    try {
      // The journal that a crash left has just been applied: what there is now could not be checked before.
      if (crashed) checkDatabase(database, migrations);
      upgrade(database, file, migrations, now());
      const notice = startLog(database);
      markInterrupted(database);
      return projectStore({ database, path: file, now, lock, notice, readOnlyReason: undefined });
    } catch (thrown) {
      database.close();
      throw fromSqlite(thrown);
    }
  });
}

/** Makes a new project file and opens it. Throws OUTPUT_EXISTS where something is there already, FOLDER_NOT_FOUND, PROJECT_READ_ONLY, DISK_FULL. */
export function createProject(path: string, options: CreateOptions): ProjectStore {
  const file = resolve(path);
  refuseToOverwrite(file);
  const now = options.now ?? Date.now;
  const lock = takeLock(file);
  if (typeof lock === 'string')
    throw new UserError('PROJECT_READ_ONLY', `No project can be made at ${file}.`, {
      remedy: 'Choose a folder that you may write to.',
    });
  return withLock(lock, () => {
    refuseToOverwrite(file);
    const database = openFile(file);
    try {
      markAsProject(database);
      migrate(database, MIGRATIONS, now());
      const { name, isSample = false, flow = EMPTY_FLOW, values = {} } = options;
      database.transaction(() => {
        fillMeta(database, { name, createdAt: now(), isSample }, values);
        fillFlowHistory(database, flow, now());
      })();
      const notice = startLog(database);
      return projectStore({ database, path: file, now, lock, notice, readOnlyReason: undefined });
    } catch (thrown) {
      database.close();
      for (const part of ['', '-journal', '-wal', '-shm']) rmSync(file + part, { force: true });
      throw fromSqlite(thrown);
    }
  });
}

function refuseToOverwrite(file: string): void {
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError('FOLDER_NOT_FOUND', `There is no folder ${dirname(file)}.`, {
      remedy: 'Make it first, or choose another place for the project.',
    });
  if (statSync(file, { throwIfNoEntry: false }) !== undefined)
    throw new UserError('OUTPUT_EXISTS', `There is already a file at ${file}.`, {
      remedy: 'Open it, or choose another name.',
    });
}

function withLock<T>(lock: ProjectLock, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

/** A journal beside the file has to be rolled back by a writer before anything can be read. */
function hasHotJournal(file: string): boolean {
  return (statSync(`${file}-journal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    // Not an error: it is then opened to be read.
    return false;
  }
}

function openFile(file: string): Database {
  const database = new DatabaseFile(file);
  distrust(database);
  database.pragma('synchronous = full');
  // The default of 16 MB is far too small for unique random keys.
  database.pragma('cache_size = -200000');
  database.pragma('wal_autocheckpoint = 8000');
  return database;
}

function upgrade(database: Database, file: string, migrations: readonly Migration[], now: number): void {
  const applied = new Set(appliedMigrations(database));
  const next = migrations.find((migration) => !applied.has(migration.id));
  if (next === undefined) return;
  backUp(database, file, next.id);
  migrate(database, migrations, now);
}

/** Write-ahead log where the file system bears one; gives what to say where it does not. */
function startLog(database: Database): string | undefined {
  try {
    const mode = database.pragma('journal_mode = wal', { simple: true });
    // Only the first use makes the shared memory that network drives lack.
    database.exec('begin immediate; rollback');
    if (mode === 'wal') return undefined;
  } catch (thrown) {
    if (sqliteCode(thrown) === undefined) throw thrown;
  }
  database.pragma('journal_mode = delete');
  return 'This drive cannot keep a write-ahead log, so saving is slower here. Keep the project on a local disk for large runs.';
}

const READ_ONLY_NOTICES: Readonly<Record<ReadOnlyReason, string>> = {
  asked: 'This project is open for reading only.',
  locked:
    'Another window or process has this project open. It can be read here; close it there to change it.',
  file: 'The project file or its folder cannot be written. It can be read; copy it elsewhere to change it.',
};

function openReadOnly(
  file: string,
  reason: ReadOnlyReason,
  migrations: readonly Migration[],
  now: () => number,
): ProjectStore {
  try {
    const database = new DatabaseFile(file, { readonly: true, fileMustExist: true });
    distrust(database);
    const applied = new Set(appliedMigrations(database));
    if (migrations.some((migration) => !applied.has(migration.id))) {
      database.close();
      throw new UserError(
        'PROJECT_READ_ONLY',
        'This project is of an older format and cannot be upgraded here.',
        {
          remedy: 'Open it once where it can be written.',
        },
      );
    }
    const notice = READ_ONLY_NOTICES[reason];
    return projectStore({ database, path: file, now, lock: undefined, notice, readOnlyReason: reason });
  } catch (thrown) {
    throw fromSqlite(thrown);
  }
}
