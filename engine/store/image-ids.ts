import type { Database } from 'better-sqlite3';
import type { ImageHash } from '../../core/ids.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';
import { rowsById } from './rows-by-id.ts';

/** Row ids remembered in memory. */
const MOST_IMAGES = 4000;

/** Row ids of images by their hash. */
export interface ImageIds {
  find(hash: ImageHash): number | undefined;
  /** Makes a row with no more than the facet when there is none. Inside the caller's write. */
  ensure(image: ImageFacet): number;
  /** The same with what the file says about itself. Inside the caller's write. */
  describe(image: ImageFacet, exif: string, notice: string | null): number;
  facets(ids: readonly number[]): ReadonlyMap<number, ImageFacet>;
}

/** Columns of an image's facts. */
export type FacetRow = Omit<ImageFacet, 'hash'> & { readonly hash: Buffer };

export function toFacet({ hash, width, height, format, bytes, frames }: FacetRow): ImageFacet {
  return { hash: hash.toString('hex') as ImageHash, width, height, format, bytes, frames };
}

export function imageIds(database: Database, commits: GroupCommit): ImageIds {
  const ids = new Map<ImageHash, number>();
  commits.onRollback(() => ids.clear());
  const select = database.prepare<[Buffer], { id: number }>('select id from images where hash = ?');
  const insert = database.prepare<unknown[]>(`
    insert into images (hash, width, height, format, bytes, frames, exif, notice) values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict do nothing`);
  const describeAnew = database.prepare<[string, string | null, number]>(
    'update images set exif = ?, notice = ? where id = ?',
  );
  const readFacets = rowsById<FacetRow & { id: number }>(
    database,
    'images',
    'id, hash, width, height, format, bytes, frames',
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

  /** Undefined when the image is there already. */
  function add(image: ImageFacet, exif: string, notice: string | null): number | undefined {
    const { hash, width, height, format, bytes, frames } = image;
    const row = insert.run(Buffer.from(hash, 'hex'), width, height, format, bytes, frames, exif, notice);
    return row.changes === 0 ? undefined : remember(hash, Number(row.lastInsertRowid));
  }

  function ensure(image: ImageFacet): number {
    return find(image.hash) ?? add(image, '{}', null) ?? 0;
  }

  function describe(image: ImageFacet, exif: string, notice: string | null): number {
    const added = add(image, exif, notice);
    if (added !== undefined) return added;
    const known = find(image.hash) ?? 0;
    describeAnew.run(exif, notice, known);
    return known;
  }

  function facets(wanted: readonly number[]): ReadonlyMap<number, ImageFacet> {
    return new Map([...readFacets(wanted)].map(([id, row]) => [id, toFacet(row)]));
  }

  return { find, ensure, describe, facets };
}
