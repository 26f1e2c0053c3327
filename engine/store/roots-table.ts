import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UserError } from '../../core/errors.ts';
import type { GroupCommit } from './group-commit.ts';

export interface Root {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

interface RootRow extends Root {
  readonly id: number;
}

/** Folders that images come from. There are few: all are kept in memory. */
export function rootsTable(database: Database, commits: GroupCommit) {
  const select = database.prepare<[], RootRow>('select id, name, path from roots order by id');
  const insert = database.prepare<[string, string]>('insert into roots (name, path) values (?, ?)');
  const update = database.prepare<[string, string]>('update roots set path = ? where name = ?');
  let rows: readonly RootRow[] | undefined;
  commits.onRollback(() => {
    rows = undefined;
  });
  const all = () => {
    rows ??= select.all();
    return rows;
  };
  const find = (path: string) => all().find((root) => root.path === path);

  function ensure(path: string): RootRow {
    const known = find(path);
    if (known !== undefined) return known;
    const name = freeName(
      basename(path) || 'root',
      all().map((root) => root.name),
    );
    const id = Number(insert.run(name, path).lastInsertRowid);
    const root = { id, name, path };
    rows = [...all(), root];
    return root;
  }

  function move(name: string, path: string): void {
    if (!all().some((root) => root.name === name))
      throw new UserError('NOT_FOUND', `The project has no folder called ${name}.`);
    if (find(path) !== undefined)
      throw new UserError('USAGE', 'The project has that folder already.', {
        remedy: 'Choose the folder where the missing images are now.',
      });
    commits.act(() => update.run(path, name));
    rows = undefined;
  }

  return { all: () => all().map(({ name, path }) => ({ name, path })), find, ensure, move };
}

function freeName(wish: string, taken: readonly string[]): string {
  let name = wish;
  for (let number = 2; taken.includes(name); number += 1) name = `${wish}-${number}`;
  return name;
}
