import type { Database } from 'better-sqlite3';
import type { Json } from '../../core/json.ts';
import type { GroupCommit } from './group-commit.ts';
import { parseColumn } from './json-column.ts';

/** Facts of the project itself. Changes are on disk when the call returns. */
export interface MetaTable {
  name(): string;
  rename(name: string): void;
  /** Milliseconds since 1970. */
  createdAt(): number;
  isSample(): boolean;
  /** US dollars for the whole project; undefined: no cap. */
  capUsd(): number | undefined;
  setCap(usd: number | undefined): void;
  /** Defaults that were captured when the project was made, and other small values by name. */
  value(name: string): Json | undefined;
  setValue(name: string, value: Json): void;
}

/** Values that the app itself keeps here; `value` and `setValue` see only names with the prefix. */
const OWN = 'value:';

export function metaTable(database: Database, commits: GroupCommit): MetaTable {
  const select = database.prepare<[string], { value: string }>('select value from meta where name = ?');
  const put = database.prepare<[string, string]>('insert or replace into meta values (?, ?)');
  const remove = database.prepare<[string]>('delete from meta where name = ?');

  function get(name: string): Json | undefined {
    const row = select.get(name);
    return row && parseColumn<Json>(row.value);
  }
  function set(name: string, value: Json): void {
    commits.act(() => put.run(name, JSON.stringify(value)));
  }

  return {
    name: () => String(get('name') ?? ''),
    rename: (name) => set('name', name),
    createdAt: () => Number(get('createdAt') ?? 0),
    isSample: () => get('isSample') === true,
    capUsd: () => {
      const cap = get('capUsd');
      return typeof cap === 'number' ? cap : undefined;
    },
    setCap: (usd) => (usd === undefined ? void commits.act(() => remove.run('capUsd')) : set('capUsd', usd)),
    value: (name) => get(OWN + name),
    setValue: (name, value) => set(OWN + name, value),
  };
}

/** First contents of the table, in the caller's transaction. */
export function fillMeta(
  database: Database,
  facts: { readonly name: string; readonly createdAt: number; readonly isSample: boolean },
  values: Readonly<Record<string, Json>>,
): void {
  const put = database.prepare<[string, string]>('insert into meta values (?, ?)');
  for (const [name, value] of Object.entries(facts)) put.run(name, JSON.stringify(value));
  for (const [name, value] of Object.entries(values)) put.run(OWN + name, JSON.stringify(value));
}
