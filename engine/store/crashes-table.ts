import type { Database } from 'better-sqlite3';
import type { GroupCommit } from './group-commit.ts';
import type { ResultKey } from './run-store.ts';

/** How often a model's process ended while it worked on what a key stands for; outlives the engine's own process. */
export interface CrashesTable {
  /** Counts one more; gives how many there are now. Commits with the group. */
  add(key: ResultKey): number;
  /** It went well at last. */
  forget(key: ResultKey): void;
}

interface CrashRow {
  readonly key: Buffer;
  readonly count: number;
}

/** There are few: all are kept in memory, so that the many keys that never crashed anything cost no query. */
export function crashesTable(database: Database, commits: GroupCommit): CrashesTable {
  const select = database.prepare<[], CrashRow>('select key, count from crashes');
  const put = database.prepare<[Buffer, number]>('insert or replace into crashes (key, count) values (?, ?)');
  const remove = database.prepare<[Buffer]>('delete from crashes where key = ?');
  let known: Map<string, number> | undefined;
  commits.onRollback(() => {
    known = undefined;
  });
  const counts = () => {
    known ??= new Map(select.all().map(({ key, count }) => [key.toString('hex'), count]));
    return known;
  };

  return {
    add: (key) =>
      commits.write(() => {
        const count = (counts().get(key) ?? 0) + 1;
        put.run(Buffer.from(key, 'hex'), count);
        counts().set(key, count);
        return count;
      }),
    forget: (key) => {
      if (!counts().has(key)) return;
      commits.write(() => {
        remove.run(Buffer.from(key, 'hex'));
        counts().delete(key);
      });
    },
  };
}
