import type { Database } from 'better-sqlite3';
import type { ImagePage, ImageTile } from '../../core/contract/image.ts';
import type { ImageHash } from '../../core/ids.ts';
import { ALL_EDITS, HEAD_OF_C, ORIGINS } from './caption-codes.ts';
import type { CaptionsTable } from './captions-table.ts';

export interface GalleryQuery {
  readonly offset: number;
  readonly limit: number;
  /** Matched in head captions and paths, ASCII letters in either case; '' matches all. */
  readonly text: string;
  readonly filter: 'all' | 'captioned' | 'uncaptioned' | 'edited';
}

interface TileRow {
  readonly hash: Buffer;
  readonly width: number;
  readonly height: number;
  readonly path: string | null;
}

interface Counts {
  readonly images: number;
  readonly captions: number;
}

const HEADS_OF_I = `from captions c join captions h on h.id = ${HEAD_OF_C} where c.parent is null and c.image = i.id`;
const FILTERS: Readonly<Record<GalleryQuery['filter'], string>> = {
  all: 'true',
  captioned: 'exists (select 1 from captions c where c.parent is null and c.image = i.id)',
  uncaptioned: 'not exists (select 1 from captions c where c.parent is null and c.image = i.id)',
  edited: `exists (select 1 ${HEADS_OF_I} and h.origin = ${ORIGINS.indexOf('edit')})`,
};
const MATCHES = `(exists (select 1 from locations l where l.image = i.id and l.path like :pattern escape '\\')
  or exists (select 1 ${HEADS_OF_I} and h.text like :pattern escape '\\'))`;

const EVERYTHING = 'true and true';

/** Pages of the project's images. A search reads every head: there is no index of words yet. */
export function gallery(database: Database, captions: Pick<CaptionsTable, 'heads' | 'count'>) {
  const countAll = database.prepare<[], { count: number }>('select count(*) as count from images');

  function page({ offset, limit, text, filter }: GalleryQuery): ImagePage {
    const where = `${FILTERS[filter]} and ${text === '' ? 'true' : MATCHES}`;
    const values = { pattern: likePattern(text), sequence: ALL_EDITS };
    const counts = where === EVERYTHING ? everything() : count(where, values);
    const rows = database
      .prepare<[object], TileRow>(
        `select i.hash, i.width, i.height,
           (select l.path from locations l where l.image = i.id order by l.root, l.path limit 1) as path
         from images i where ${where} order by i.id limit :limit offset :offset`,
      )
      .all({ ...values, limit, offset });
    return { total: counts.images, captions: counts.captions, tiles: rows.map(toTile) };
  }

  const everything = () => ({ images: countImages(), captions: captions.count() });
  const countImages = () => countAll.get()?.count ?? 0;

  function count(where: string, values: object): Counts {
    const row = database
      .prepare<[object], Counts>(
        `select count(*) as images,
           coalesce(sum((select count(*) from captions k where k.parent is null and k.image = i.id)), 0) as captions
         from images i where ${where}`,
      )
      .get(values);
    return row ?? { images: 0, captions: 0 };
  }

  function toTile({ hash, width, height, path }: TileRow): ImageTile {
    const name = hash.toString('hex') as ImageHash;
    return { hash: name, width, height, path: path ?? '', captions: captions.heads(name) };
  }

  return { page, count: countImages };
}

/** The text itself, anywhere: `%` and `_` mean nothing. */
function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
