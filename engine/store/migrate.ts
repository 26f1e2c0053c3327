import { existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UserError } from '../../core/errors.ts';
import type { Migration } from './migrations/migration.ts';

/** `EKPH` in ASCII; stands at byte 68 of every project file. */
export const APPLICATION_ID = 0x45_4b_50_48;

const LEDGER = 'create table migrations (id text primary key, at integer not null) strict, without rowid';

/** Ids of the migrations that a database has had, in the order of application. */
export function appliedMigrations(database: Database): string[] {
  return database.prepare<[], { id: string }>('select id from migrations order by id').all().map(idOf);
}

const idOf = (row: { readonly id: string }) => row.id;

/** Gives a new, empty database the ledger of migrations and the mark of a project. */
export function markAsProject(database: Database): void {
  database.exec(`begin; ${LEDGER}; pragma application_id = ${APPLICATION_ID}; commit`);
}

/** Applies what is missing, each migration in one transaction with its record. */
export function migrate(database: Database, migrations: readonly Migration[], now: number): void {
  const applied = new Set(appliedMigrations(database));
  const record = database.prepare('insert into migrations values (?, ?)');
  for (const migration of migrations) {
    if (applied.has(migration.id)) continue;
    database
      .transaction(() => {
        database.exec(migration.sql);
        record.run(migration.id, now);
      })
      .immediate();
  }
}

/** What `sqlite_schema` says after these migrations, by `type name`, white space squeezed. */
export function schemaOf(database: Database): Map<string, string> {
  const rows = database
    .prepare<[], { type: string; name: string; sql: string | null }>(
      'select type, name, sql from sqlite_schema',
    )
    .all();
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, (sql ?? '').replace(/\s+/g, ' ')]));
}

/**
 * Copies the whole project beside itself before it is upgraded, whole or not at all, after a look at the free space. An older backup of the same step is replaced.
 * Gives the copy's path. Throws DISK_FULL.
 */
export function backUp(database: Database, path: string, nextMigration: string): string {
  const { bavail, bsize } = statfsSync(dirname(path));
  const needed = statSync(path).size * 1.1;
  if (bavail * bsize < needed)
    throw new UserError('DISK_FULL', 'There is no room for a backup of the project before its upgrade.', {
      remedy: `Free ${Math.ceil(needed / 1e6)} MB on its disk, then open it again.`,
    });
  const backup = `${path.replace(/\.ekp$/, '')}.before-${nextMigration}.ekp`;
  const partial = `${backup}.partial`;
  if (existsSync(partial)) rmSync(partial);
  database.prepare('vacuum into ?').run(partial);
  renameSync(partial, backup);
  return backup;
}
