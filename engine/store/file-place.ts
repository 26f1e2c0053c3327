import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';

/** Whether an open project's file is still where it was opened. The system keeps a file that is removed or moved while it is open; its name is what is lost. */
export interface FilePlace {
  isThere(): boolean;
  /** Writes the project to its old place when it closes and nothing is there any more; gives whether it had to. */
  putBack(database: Database): boolean;
}

export function filePlace(path: string): FilePlace {
  const opened = inodeOf(path);
  const isThere = () => opened !== undefined && inodeOf(path) === opened;
  return {
    isThere,
    putBack: (database) => {
      if (isThere() || existsSync(path) || !existsSync(dirname(path))) return false;
      const partial = `${path}.partial`;
      rmSync(partial, { force: true });
      database.prepare('vacuum into ?').run(partial);
      renameSync(partial, path);
      return true;
    },
  };
}

function inodeOf(path: string): bigint | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
  } catch {
    // A drive that is gone says so in many ways; all of them mean that the file is not there.
    return undefined;
  }
}
