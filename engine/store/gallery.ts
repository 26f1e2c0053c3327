import type { Database } from 'better-sqlite3';
import type { ImagePage, ImageTile } from '../../core/contract/image.ts';
import type { ImageHash } from '../../core/ids.ts';
import { createBreath } from '../breath.ts';
import type { CaptionsTable } from './captions-table.ts';
import { GalleryLists, type ImageList, type ListFilter } from './gallery-lists.ts';
import type { GroupCommit } from './group-commit.ts';

export interface GalleryQuery {
  readonly offset: number;
  readonly limit: number;
  /** Matched in head captions and paths, ASCII letters in either case; '' matches all. */
  readonly text: string;
  readonly filter: ListFilter;
}

interface TileRow {
  readonly hash: Buffer;
  readonly width: number;
  readonly height: number;
  readonly path: string | null;
}

/** Pages of the project's images. Images are never deleted: row ids are their places, and the highest is their number. */
export function gallery(
  database: Database,
  commits: Pick<GroupCommit, 'onRollback'>,
  captions: Pick<CaptionsTable, 'heads' | 'count'>,
) {
  const lastImage = database.prepare<[], number | null>('select max(id) from images').pluck();
  const tileOf = database.prepare<[number], TileRow>(`
    select i.hash, i.width, i.height,
      (select l.path from locations l where l.image = i.id order by l.root, l.path limit 1) as path
    from images i where i.id = ?`);
  const lists = new GalleryLists(database, createBreath());
  commits.onRollback(() => lists.forget());

  const count = () => lastImage.get() ?? 0;

  async function page({ offset, limit, text, filter }: GalleryQuery): Promise<ImagePage> {
    if (filter === 'all' && text === '')
      return { total: count(), captions: captions.count(), tiles: walk(offset, limit) };
    const list: ImageList = await lists.list(filter, text === '' ? undefined : likePattern(text));
    const tiles = [...list.ids.subarray(offset, offset + limit)].map(tile);
    return { total: list.ids.length, captions: list.captions, tiles };
  }

  function walk(offset: number, limit: number): ImageTile[] {
    const length = Math.max(0, Math.min(limit, count() - offset));
    return Array.from({ length }, (_, place) => tile(offset + place + 1));
  }

  function tile(id: number): ImageTile {
    const row = tileOf.get(id);
    if (row === undefined) throw new Error(`image ${id} vanished`);
    const hash = row.hash.toString('hex') as ImageHash;
    const { width, height, path } = row;
    return { hash, width, height, path: path ?? '', captions: captions.heads(hash) };
  }

  return { page, walk, count };
}

/** The text itself, anywhere: `%` and `_` mean nothing. */
function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
