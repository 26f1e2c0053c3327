import { accessSync, constants, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { UserError } from '../../core/errors.ts';
import { EMPTY_FLOW, type Flow } from '../../core/flow.ts';
import type { Json } from '../../core/json.ts';
import { steadyNow } from '../steady-clock.ts';
import {
  checkDatabase,
  checkProjectFile,
  refuseForeignHeader,
  refuseWhatIsNoFile,
} from './check-project-file.ts';
import { distrust } from './distrust.ts';
import { fillFlowHistory } from './flow-history.ts';
import { createLogFold } from './log-fold.ts';
import { createLogSync } from './log-sync.ts';
import { fillMeta } from './meta-table.ts';
import { appliedMigrations, backUp, markAsProject, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import type { Migration } from './migrations/migration.ts';
import { type ProjectLock, readLockOwner, takeLock } from './project-lock.ts';
import { type ProjectStore, projectStore, type ReadOnlyReason } from './project-store.ts';
import { markInterrupted } from './runs-table.ts';
import { fromSqlite, sqliteCode } from './sqlite-error.ts';
import { trimFlowHistory } from './trim-flow-history.ts';

/** How a project is opened. */
export interface OpenOptions {
  /** Reads only, and takes no lock. */
  readonly readOnly?: boolean;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
  /** Steps of the format; for tests of the upgrade itself. */
  readonly migrations?: readonly Migration[];
}

/** What a new project begins with. */
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
  const migrations = options.migrations ?? MIGRATIONS;
  const now = options.now ?? steadyNow;
  refuseWhatIsNoFile(resolve(path));
  // One lock for one file, whatever it is called on the way.
  const file = plainName(realpathSync(path));
  const crashed = hasHotJournal(file);
  if (!openHere.has(file)) {
    refuseForeignHeader(file);
    if (!crashed) checkProjectFile(file, migrations);
  }
  const read = (reason: ReadOnlyReason) =>
    openReadOnly({ file, reason, migrations, now, unchecked: crashed });
  if (options.readOnly) return read('asked');
  const lock = isWritable(file) ? takeLock(file) : 'impossible';
  if (typeof lock === 'string') return read(lock === 'held' ? 'locked' : 'file');
  return withLock(lock, file, (owned) => {
    return ownedStore(file, owned, now, (database) => {
      // The journal that a crash left has just been applied: what there is now could not be checked before.
      if (crashed) checkDatabase(database, migrations);
      upgrade(database, file, migrations, now());
      trimFlowHistory(database);
      markInterrupted(database);
    });
  });
}

/** Makes a new project file and opens it. Throws OUTPUT_EXISTS where something is there already, FOLDER_NOT_FOUND, PROJECT_READ_ONLY, DISK_FULL. */
export function createProject(path: string, options: CreateOptions): ProjectStore {
  refuseToOverwrite(resolve(path));
  const file = plainName(join(realpathSync(dirname(resolve(path))), basename(path)));
  const now = options.now ?? steadyNow;
  const lock = takeLock(file);
  if (typeof lock === 'string')
    throw new UserError('PROJECT_READ_ONLY', `No project can be made at ${file}.`, {
      remedy: 'Choose a folder that you may write to.',
    });
  return withLock(lock, file, (owned) => {
    refuseToOverwrite(file);
    try {
      return ownedStore(file, owned, now, (database) => {
        markAsProject(database);
        migrate(database, MIGRATIONS, now());
        const { name, isSample = false, flow = EMPTY_FLOW, values = {} } = options;
        database.transaction(() => {
          fillMeta(database, { name, createdAt: now(), isSample }, values);
          fillFlowHistory(database, flow, now());
        })();
      });
    } catch (thrown) {
      for (const part of ['', '-journal', '-wal']) rmSync(file + part, { force: true });
      throw thrown;
    }
  });
}

/** Opens a file that this process owns, makes it ready and puts the store on it. */
function ownedStore(
  file: string,
  lock: ProjectLock,
  now: () => number,
  makeReady: (database: Database) => void,
): ProjectStore {
  let database = openFile(file);
  try {
    makeReady(database);
    const logged = startLog(database);
    if (!logged) {
      database.close();
      unmarkLog(file);
      database = openFile(file);
    }
    const notice = logged ? undefined : NO_LOG;
    if (logged) database.pragma('synchronous = normal');
    const log = logged ? { sync: createLogSync(file), fold: createLogFold(database, file) } : undefined;
    return projectStore({ database, path: file, now, lock, log, notice, readOnlyReason: undefined });
  } catch (thrown) {
    database.close();
    throw fromSqlite(thrown);
  }
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

/**
 * Files that this process owns. Their header must not be looked at: closing any other handle of a file takes away the locks that SQLite holds on it (POSIX).
 */
const openHere = new Set<string>();

function withLock<T>(lock: ProjectLock, file: string, work: (owned: ProjectLock) => T): T {
  const release = () => {
    openHere.delete(file);
    lock.release();
  };
  openHere.add(file);
  try {
    return work({ release });
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** White space around a name is cut off on its way to SQLite, which would then open another file. */
function plainName(file: string): string {
  if (file.trim() === file) return file;
  throw new UserError('USAGE', 'The name of a project cannot end with a space.', {
    remedy: 'Choose another name.',
  });
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
  // The default of 16 MB is too small for unique random keys; ten times as much gains nothing more that can be measured.
  database.pragma('cache_size = -48000');
  return database;
}

function upgrade(database: Database, file: string, migrations: readonly Migration[], now: number): void {
  const applied = new Set(appliedMigrations(database));
  const next = migrations.find((migration) => !applied.has(migration.id));
  if (next === undefined) return;
  backUp(database, file, next.id);
  migrate(database, migrations, now);
}

/** Whether the file system bears a write-ahead log, which is then on. */
function startLog(database: Database): boolean {
  try {
    const mode = database.pragma('journal_mode = wal', { simple: true });
    // Only the first use makes the shared memory that network drives lack.
    database.exec('begin immediate; rollback');
    return mode === 'wal';
  } catch (thrown) {
    if (sqliteCode(thrown) === undefined) throw thrown;
    return false;
  }
}

/** Takes the mark of a log away that cannot be had: in exclusive mode, set before anything else, the file is read without shared memory. */
function unmarkLog(file: string): void {
  const database = new DatabaseFile(file);
  try {
    database.pragma('locking_mode = exclusive');
    database.pragma('journal_mode = delete');
  } finally {
    database.close();
  }
}

const NO_LOG =
  'This drive cannot keep a write-ahead log, so saving is slower here. Keep the project on a local disk for large runs.';

const READ_ONLY_NOTICES: Readonly<Record<Exclude<ReadOnlyReason, 'locked'>, string>> = {
  asked: 'This project is open for reading only.',
  file: 'The project file or its folder cannot be written. It can be read; copy it elsewhere to change it.',
};

function lockedNotice(file: string): string {
  const owner = readLockOwner(file);
  const who =
    owner === undefined || owner.pid === process.pid
      ? 'Another window or process'
      : `Another process (${owner.pid}) on ${owner.isHere ? 'this computer' : 'another computer'}`;
  return `${who} has this project open: here it can only be read.`;
}

interface Reading {
  readonly file: string;
  readonly reason: ReadOnlyReason;
  readonly migrations: readonly Migration[];
  readonly now: () => number;
  /** A journal stood in the way of checking the file before. */
  readonly unchecked: boolean;
}

function openReadOnly({ file, reason, migrations, now, unchecked }: Reading): ProjectStore {
  try {
    const database = new DatabaseFile(file, { readonly: true, fileMustExist: true });
    distrust(database);
    if (unchecked) checkDatabase(database, migrations);
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
    const notice = reason === 'locked' ? lockedNotice(file) : READ_ONLY_NOTICES[reason];
    return projectStore({ database, path: file, now, lock: undefined, notice, readOnlyReason: reason });
  } catch (thrown) {
    throw fromSqlite(thrown);
  }
}
