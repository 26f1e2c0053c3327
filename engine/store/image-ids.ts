import type { Database } from 'better-sqlite3';
import type { ImageHash } from '../../core/ids.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';

/** Row ids remembered in memory. */
const MOST_IMAGES = 20_000;

/** Row ids of images by their hash. */
export interface ImageIds {
  find(hash: ImageHash): number | undefined;
  /** Makes a row with no more than the facet when there is none. Inside the caller's write. */
  ensure(image: ImageFacet): number;
}

export function imageIds(database: Database, commits: GroupCommit): ImageIds {
  const ids = new Map<ImageHash, number>();
  commits.onRollback(() => ids.clear());
  const select = database.prepare<[Buffer], { id: number }>('select id from images where hash = ?');
  const insert = database.prepare<unknown[]>(
    `insert into images (hash, width, height, format, bytes, frames, exif) values (?, ?, ?, ?, ?, ?, '{}')`,
  );

  function remember(hash: ImageHash, id: number): number {
    if (ids.size >= MOST_IMAGES) ids.clear();
    ids.set(hash, id);
    return id;
  }

  function find(hash: ImageHash): number | undefined {
    const id = ids.get(hash) ?? select.get(Buffer.from(hash, 'hex'))?.id;
    return id === undefined ? undefined : remember(hash, id);
  }

  function ensure({ hash, width, height, format, bytes, frames }: ImageFacet): number {
    const known = find(hash);
    if (known !== undefined) return known;
    const row = insert.run(Buffer.from(hash, 'hex'), width, height, format, bytes, frames);
    return remember(hash, Number(row.lastInsertRowid));
  }

  return { find, ensure };
}
