import DatabaseFile, { type Database, type Statement } from 'better-sqlite3';
import { createProject } from '../../engine/store/open-project.ts';

/*
 * The limit of a run that stores everything: the rows of a finished project, all of them, inserted again by bare prepared statements into
 * the same tables and indexes, in groups as large as the run's own, with the same pragmas.
 */

/** Order in which the run wrote its rows, for tables whose own order is another one. */
const WRITTEN_ORDER: Readonly<Record<string, string>> = { results: 'caption', exceptions: 'at, sample' };
/** Written by collectors, when everything else is there, in one transaction. */
const WRITTEN_LAST: ReadonlySet<string> = new Set(['records', 'artifacts']);
/** The ledger of the format, which a new project has already. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(['migrations']);

interface Table {
  readonly name: string;
  readonly insert: Statement<unknown[]>;
  readonly rows: IterableIterator<unknown[]>;
  readonly count: number;
}

/** What copying came to. Reading is not in the seconds. */
export interface Copied {
  readonly rows: number;
  readonly tables: number;
  readonly seconds: number;
}

/** Copies a project's rows in so many groups, and folds the log at the end as closing a project does. */
export async function copyRows(from: string, to: string, groups: number): Promise<Copied> {
  await createProject(to, { name: 'Bench' }).close();
  const source = new DatabaseFile(from, { readonly: true });
  const target = openAsOwner(to);
  const tables = tableNames(source)
    .filter((name) => !NOT_WRITTEN.has(name) && countRows(source, name) > 0)
    .map((name) => tableOf(source, target, name));
  try {
    const streamed = tables.filter(({ name }) => !WRITTEN_LAST.has(name));
    let ms = 0;
    for (let group = 1; group <= groups; group += 1) {
      const read = streamed.map((table) => takeShare(table, group, groups));
      ms += timed(() => insertAll(target, read));
    }
    ms += copyLast(
      target,
      tables.filter(({ name }) => WRITTEN_LAST.has(name)),
    );
    ms += timed(() => {
      target.pragma('wal_checkpoint(truncate)');
      target.pragma('journal_mode = delete');
    });
    return {
      rows: tables.reduce((sum, { count }) => sum + count, 0),
      tables: tables.length,
      seconds: ms / 1000,
    };
  } finally {
    for (const { rows } of tables) rows.return?.();
    target.close();
    source.close();
  }
}

/** One transaction, read in pieces so that a million records need no more memory than a thousand. */
function copyLast(target: Database, tables: readonly Table[]): number {
  let ms = timed(() => target.exec('begin immediate'));
  for (const { insert, rows } of tables) {
    for (let page = take(rows, 1000); page.length > 0; page = take(rows, 1000)) {
      const some = page;
      ms += timed(() => {
        for (const row of some) insert.run(...row);
      });
    }
  }
  ms += timed(() => target.exec('commit'));
  return ms;
}

function insertAll(target: Database, read: readonly (readonly [Statement<unknown[]>, unknown[][]])[]): void {
  target.exec('begin immediate');
  for (const [insert, rows] of read) for (const row of rows) insert.run(...row);
  target.exec('commit');
}

/** The n-th of so many equal parts of a table. Keys of results are sorted within a group, as the store does. */
function takeShare(
  table: Table,
  group: number,
  groups: number,
): readonly [Statement<unknown[]>, unknown[][]] {
  const share = Math.floor((table.count * group) / groups) - Math.floor((table.count * (group - 1)) / groups);
  const rows = take(table.rows, share);
  if (table.name === 'results') rows.sort(([a], [b]) => Buffer.compare(a as Buffer, b as Buffer));
  return [table.insert, rows];
}

function take(rows: IterableIterator<unknown[]>, count: number): unknown[][] {
  const taken: unknown[][] = [];
  while (taken.length < count) {
    const next = rows.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function tableOf(source: Database, target: Database, name: string): Table {
  target.exec(`delete from ${name}`);
  const order = WRITTEN_ORDER[name];
  const select = source.prepare(`select * from ${name}${order ? ` order by ${order}` : ''}`).raw();
  const places = select.columns().map(() => '?');
  return {
    name,
    insert: target.prepare(`insert into ${name} values (${places.join(', ')})`),
    rows: select.iterate() as IterableIterator<unknown[]>,
    count: countRows(source, name),
  };
}

function countRows(database: Database, table: string): number {
  return Number(database.prepare(`select count(*) from ${table}`).pluck().get());
}

/**
 * With the pragmas of the store (`engine/store/open-project.ts`). Each commit is on disk when it returns, as plain SQLite promises it with `full`; the store promises
 * the same by syncing its log on another thread.
 */
export function openAsOwner(path: string): Database {
  const database = new DatabaseFile(path);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  database.pragma('cache_size = -48000');
  database.pragma('wal_autocheckpoint = 8000');
  database.pragma('trusted_schema = off');
  database.pragma('cell_size_check = on');
  return database;
}

function tableNames(database: Database): string[] {
  return database
    .prepare<[], string>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
    )
    .pluck()
    .all();
}

/** Milliseconds. */
export function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
