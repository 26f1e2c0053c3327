import type { Database } from 'better-sqlite3';

/** What sqlite.org advises for files from strangers, set before the first query. */
export function distrust(database: Database): void {
  database.pragma('trusted_schema = off');
  database.pragma('cell_size_check = on');
  database.pragma('mmap_size = 0');
}
