import type { Database } from 'better-sqlite3';

/** Ids that lie so close together are walked over, not looked up one by one. */
const DENSE = 4;

/** Reads many rows of a table at once; ids that are not there are missing from the map. */
export function rowsById<Row extends { readonly id: number }>(
  database: Database,
  table: string,
  columns: string,
): (ids: readonly number[]) => ReadonlyMap<number, Row> {
  const one = database.prepare<[number], Row>(`select ${columns} from ${table} where id = ?`);
  const range = database.prepare<[number, number], Row>(
    `select ${columns} from ${table} where id between ? and ?`,
  );
  return (ids) => {
    const rows = new Map<number, Row>();
    if (ids.length === 0) return rows;
    const lowest = ids.reduce((low, id) => Math.min(low, id));
    const highest = ids.reduce((high, id) => Math.max(high, id));
    if (highest - lowest < ids.length * DENSE) {
      for (const row of range.all(lowest, highest)) rows.set(row.id, row);
      return rows;
    }
    for (const id of ids) {
      const row = rows.has(id) ? undefined : one.get(id);
      if (row !== undefined) rows.set(id, row);
    }
    return rows;
  };
}
