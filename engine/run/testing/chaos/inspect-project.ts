import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { ENDPOINT_NODE } from './chaos-project.ts';

/** What is in a project file, looked at behind the engine's back. */
export interface Inspected {
  /** One line a caption: picture, node, finish, text; sorted. */
  readonly captions: readonly string[];
  /** Captions that stand under a key that another caption has, too. */
  readonly twice: number;
  /** Captions that the endpoint wrote: one for each paid call whose reply is stored. */
  readonly paidFor: number;
  /** Requests that were sent and not settled on disk. */
  readonly reservations: number;
  readonly settledUsd: number;
  readonly reservedUsd: number;
}

/** Looks at a copy, with the log that a kill has left: the project itself is for the engine to repair. */
export function inspectProject(path: string): Inspected {
  const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-inspect-'));
  try {
    for (const part of ['', '-wal', '-journal'])
      if (existsSync(path + part)) copyFileSync(path + part, join(folder, `copy.ekp${part}`));
    const database = new DatabaseFile(join(folder, 'copy.ekp'));
    try {
      return inspect(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inspect(database: DatabaseFile.Database): Inspected {
  const number = (sql: string) => Number(database.prepare(sql).pluck().get() ?? 0);
  const captions = database
    .prepare<[], string>(
      `select hex(i.hash) || ' ' || coalesce(n.name, '') || ' ' || c.finish || ' ' || c.text
       from captions c join images i on i.id = c.image left join nodes n on n.id = c.node`,
    )
    .pluck()
    .all()
    .sort();
  return {
    captions,
    twice: number('select count(*) - count(distinct key) from captions where key is not null'),
    paidFor: number(
      `select count(*) from captions c join nodes n on n.id = c.node where n.name = '${ENDPOINT_NODE}'`,
    ),
    reservations: number('select count(*) from reservations'),
    settledUsd: number('select coalesce(sum(usd), 0) from spending'),
    reservedUsd: number('select coalesce(sum(usd), 0) from reservations'),
  };
}
