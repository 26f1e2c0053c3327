import { closeSync, openSync, readSync, statSync } from 'node:fs';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { type CodedError, UserError } from '../../core/errors.ts';
import { distrust } from './distrust.ts';
import { APPLICATION_ID, appliedMigrations, markAsProject, migrate, schemaOf } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';
import { fromSqlite } from './sqlite-error.ts';

/** Throws PROJECT_NOT_FOUND, and PROJECT_FOREIGN for folders and empty files. */
export function refuseWhatIsNoFile(path: string): void {
  const stat = statOf(path);
  if (stat === undefined)
    throw new UserError('PROJECT_NOT_FOUND', `There is no project at ${path}.`, {
      remedy: 'It may have been moved or renamed; choose it where it is now.',
    });
  if (!stat.isFile() || stat.size === 0) throw foreign('it is empty, or no file');
}

/** Undefined where nothing can lie: no such name, a link that leads in a circle, a name that is too long or below a file. */
function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ELOOP' || code === 'ENAMETOOLONG' || code === 'ENOTDIR') return undefined;
    throw new UserError('PROJECT_NOT_FOUND', `The project at ${path} cannot be looked at.`, {
      remedy: 'Check the permissions of its folder and the connection of its drive.',
      cause: thrown,
    });
  }
}

/**
 * Looks at the first bytes alone, without SQLite: it would repair a file from a journal beside it, or make a log for it. Never for a file that this process has
 * open. Throws PROJECT_FOREIGN.
 */
export function refuseForeignHeader(path: string): void {
  const header = Buffer.alloc(72);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0' || header.readUInt32BE(68) !== APPLICATION_ID)
    throw foreign('it does not begin as one');
}

/**
 * Looks whether a file is an intact project that this version understands, without writing to it.
 * Throws PROJECT_FOREIGN, PROJECT_DAMAGED, PROJECT_NEWER.
 */
export function checkProjectFile(path: string, migrations: readonly Migration[]): void {
  const database = openToRead(path);
  try {
    checkDatabase(database, migrations);
  } finally {
    database.close();
  }
}

function openToRead(path: string): Database {
  try {
    return new DatabaseFile(path, { readonly: true, fileMustExist: true });
  } catch (thrown) {
    throw fromSqlite(thrown);
  }
}

/** The same for an open connection. */
export function checkDatabase(database: Database, migrations: readonly Migration[]): void {
  try {
    distrust(database);
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw foreign('it is a database of another application');
    checkSchema(database, migrations);
    const findings = database.pragma('quick_check(1)', { simple: true });
    if (findings !== 'ok') throw damaged(String(findings));
  } catch (thrown) {
    throw fromSqlite(thrown);
  }
}

/** Everything in the schema has to be what our own migrations make: a trigger, view, virtual table or expression index of a stranger could run anything. */
function checkSchema(database: Database, migrations: readonly Migration[]): void {
  const found = schemaOf(database);
  const ledger = found.get('table migrations');
  if (ledger === undefined) throw damaged('It has no record of its format.');
  const empty = expectedSchema([]);
  if (ledger !== empty.get('table migrations')) throw foreign('its record of formats is not ours');

  const known = new Map(migrations.map((migration) => [migration.id, migration]));
  const applied = appliedMigrations(database);
  const unknown = applied.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new UserError('PROJECT_NEWER', 'This project was made by a newer version of Ekphrasis.', {
      remedy: 'Update the app to open it; the file has not been touched.',
      excerpt: unknown.join(', '),
    });

  const expected = expectedSchema(migrations.filter((migration) => applied.includes(migration.id)));
  for (const [name, sql] of found) {
    const internal = /^(table|index) sqlite_(stat\d|autoindex_)/.test(name);
    if (!internal && expected.get(name) !== sql) throw foreign(`its ${name} was not made by this app`);
  }
  for (const name of expected.keys()) if (!found.has(name)) throw damaged(`Its ${name} is missing.`);
}

function expectedSchema(migrations: readonly Migration[]): Map<string, string> {
  const database = new DatabaseFile(':memory:');
  try {
    markAsProject(database);
    migrate(database, migrations, 0);
    return schemaOf(database);
  } finally {
    database.close();
  }
}

function foreign(why: string): CodedError {
  return new UserError('PROJECT_FOREIGN', `This file is not an Ekphrasis project: ${why}.`, {
    remedy: 'Choose a file that ends in .ekp and was made by this app.',
  });
}

function damaged(why: string): CodedError {
  return new UserError('PROJECT_DAMAGED', 'The project file is damaged.', {
    remedy: 'Restore it from a backup; an incomplete download or copy can be fetched again.',
    excerpt: why.slice(0, 2000),
  });
}
