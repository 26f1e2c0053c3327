import { resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { GroupCommit } from './group-commit.ts';
import { digestOf } from './interned-names.ts';

/** Text files that the app itself wrote, so that they are recognised and foreign edits are seen [RUN16]. Paths are stored as hashes only. */
export interface ExportsTable {
  /** Notes that the file at this absolute path now holds exactly these bytes (SHA-256, 64 hex digits). Commits with the group. */
  wrote(path: string, sha256: string): void;
  /** SHA-256 of what the app last wrote there; undefined where it never wrote. */
  digest(path: string): string | undefined;
  /** True when the file still is what the app wrote: it may be overwritten, and is no input. */
  isOurs(path: string, sha256: string): boolean;
}

export function exportsTable(database: Database, commits: GroupCommit, now: () => number): ExportsTable {
  const put = database.prepare<[Buffer, Buffer, number]>('insert or replace into exports values (?, ?, ?)');
  const get = database.prepare<[Buffer], { digest: Buffer }>('select digest from exports where path = ?');
  const keyOf = (path: string) => digestOf(resolve(path));
  const digest = (path: string) => get.get(keyOf(path))?.digest.toString('hex');
  return {
    wrote: (path, sha256) =>
      commits.write(() => {
        put.run(keyOf(path), Buffer.from(sha256, 'hex'), now());
      }),
    digest,
    isOurs: (path, sha256) => digest(path) === sha256,
  };
}
