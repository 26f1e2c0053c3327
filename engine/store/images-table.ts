import type { Database } from 'better-sqlite3';
import type { ImagePage, ImageTile } from '../../core/contract/image.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FileEntry } from '../../core/node-context.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { CaptionsTable } from './captions-table.ts';
import { type GalleryQuery, gallery } from './gallery.ts';
import type { GroupCommit } from './group-commit.ts';
import { type FacetRow, type ImageIds, toFacet } from './image-ids.ts';
import { parseColumn } from './json-column.ts';
import { type Root, rootsTable } from './roots-table.ts';

export type { GalleryQuery } from './gallery.ts';
export type { Root } from './roots-table.ts';

/** What tells that a file is unchanged without reading it. Times in milliseconds since 1970, fractions kept; inode in decimal digits. */
export interface FileStat {
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: string;
}

/** What a file turned out to be when it was read. */
export type Identified =
  | {
      readonly kind: 'image';
      readonly image: ImageFacet;
      readonly exif: JsonObject;
      readonly notice?: string;
    }
  | { readonly kind: 'problem'; readonly error: ErrorRecord };

/** A file that had an image's bytes when it was last looked at. */
export interface ImageLocation {
  /** Name of the root in the project. */
  readonly root: string;
  /** Absolute path of the root on this machine; comes from the project file, so it may be a stranger's. */
  readonly folder: string;
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly stat: FileStat;
}

/** Identities, facts and places of the project's images. */
export interface ImagesTable {
  /** Name of the root with this absolute path: the folder's own name, numbered where that is taken; made when it is new. */
  rootName(path: string): string;
  roots(): readonly Root[];
  /** The folder has moved: all locations under the root follow. Throws NOT_FOUND for an unknown name. */
  moveRoot(name: string, path: string): void;

  /** What is known of files that have not changed since they were read; undefined for the others. Order of the files. */
  known(files: readonly { readonly file: FileEntry; readonly stat: FileStat }[]): (Identified | undefined)[];
  /** Files that were no usable pictures are unknown again. */
  forgetProblems(): void;
  /** Stores what files turned out to be; a changed file's former image is kept beside the new one. Commits with the group. */
  save(
    found: readonly { readonly file: FileEntry; readonly stat: FileStat; readonly result: Identified }[],
  ): void;

  facet(hash: ImageHash): ImageFacet | undefined;
  exif(hash: ImageHash): JsonObject;
  /** In the order of root and path. */
  locations(hash: ImageHash): readonly ImageLocation[];
  /** Image that lay at a location before its bytes changed, where that happened. */
  formerImage(file: FileEntry): ImageHash | undefined;

  /** 16 hex digits. */
  perceptualHash(hash: ImageHash): string | undefined;
  savePerceptualHash(hash: ImageHash, digits: string): void;

  count(): number;
  /** One page of the gallery, in the order in which the images were found. What needs a look at every caption is worked out in slices. */
  page(query: GalleryQuery): Promise<ImagePage>;
  /** So many images from a place on, in that order. */
  walk(offset: number, limit: number): readonly ImageTile[];
}

interface LocationRow extends Partial<FacetRow> {
  readonly path: string;
  readonly image: number | null;
  readonly stat_bytes: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: string;
  readonly problem: string | null;
  readonly exif: string | null;
  readonly notice: string | null;
}
interface PlaceRow {
  readonly root: string;
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: string;
}

export function imagesTable(
  database: Database,
  commits: GroupCommit,
  ids: ImageIds,
  captions: Pick<CaptionsTable, 'heads' | 'count'>,
): ImagesTable {
  const roots = rootsTable(database, commits);
  const locations = knownLocations(database);
  const putLocation = database.prepare<unknown[]>(`
    insert into locations (root, path, bytes, mtime, ctime, inode, image, problem) values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict do update set bytes = excluded.bytes, mtime = excluded.mtime, ctime = excluded.ctime, inode = excluded.inode,
      problem = excluded.problem, image = excluded.image,
      former = case when image is not null and image is not excluded.image then image else former end`);
  const findFacet = database.prepare<[Buffer], FacetRow>(
    'select hash, width, height, format, bytes, frames from images where hash = ?',
  );
  const findExif = database.prepare<[Buffer], { exif: string }>('select exif from images where hash = ?');
  const findPlaces = database.prepare<[Buffer], PlaceRow>(`
    select r.name as root, r.path as folder, l.path, l.bytes, l.mtime, l.ctime, l.inode
    from images i join locations l on l.image = i.id join roots r on r.id = l.root where i.hash = ? order by r.name, l.path`);
  const forgetProblems = database.prepare('update locations set bytes = -1 where problem is not null');
  const findFormer = database.prepare<[number, string], { hash: Buffer }>(
    'select i.hash from locations l join images i on i.id = l.former where l.root = ? and l.path = ?',
  );
  const findPerceptual = database.prepare<[Buffer], { perceptual: string | null }>(
    'select perceptual from images where hash = ?',
  );
  const setPerceptual = database.prepare<[string, Buffer]>('update images set perceptual = ? where hash = ?');

  const bytesOf = (hash: ImageHash) => Buffer.from(hash, 'hex');
  const pages = gallery(database, commits, captions);

  function known(files: Parameters<ImagesTable['known']>[0]): (Identified | undefined)[] {
    const rows = new Map<string, ReadonlyMap<string, LocationRow>>();
    for (const folder of new Set(files.map(({ file }) => file.root))) {
      const root = roots.find(folder);
      const paths = files.filter(({ file }) => file.root === folder).map(({ file }) => file.path);
      if (root !== undefined) rows.set(folder, locations(root.id, paths));
    }
    return files.map(({ file, stat }) => {
      const row = rows.get(file.root)?.get(file.path);
      return row && isSame(row, stat) ? toIdentified(row) : undefined;
    });
  }

  function save(file: FileEntry, stat: FileStat, result: Identified): void {
    const { id: root } = roots.ensure(file.root);
    const image =
      result.kind === 'image'
        ? ids.describe(result.image, JSON.stringify(result.exif), result.notice ?? null)
        : null;
    const problem = result.kind === 'problem' ? JSON.stringify(result.error) : null;
    const { bytes, mtimeMs, ctimeMs, inode } = stat;
    putLocation.run(root, file.path, bytes, mtimeMs, ctimeMs, inode, image, problem);
  }

  return {
    rootName: (path) => roots.find(path)?.name ?? commits.write(() => roots.ensure(path).name),
    roots: roots.all,
    moveRoot: roots.move,
    known,
    save: (found) =>
      commits.write(() => {
        for (const { file, stat, result } of found) save(file, stat, result);
      }),
    forgetProblems: () => commits.write(() => void forgetProblems.run()),
    facet: (hash) => {
      const row = findFacet.get(bytesOf(hash));
      return row && toFacet(row);
    },
    exif: (hash) => parseColumn<JsonObject>(findExif.get(bytesOf(hash))?.exif ?? '{}'),
    locations: (hash) =>
      findPlaces.all(bytesOf(hash)).map(({ root, folder, path, bytes, mtime, ctime, inode }) => ({
        root,
        folder,
        path,
        stat: { bytes, mtimeMs: mtime, ctimeMs: ctime, inode },
      })),
    formerImage: (file) => {
      const root = roots.find(file.root);
      if (root === undefined) return undefined;
      return findFormer.get(root.id, file.path)?.hash.toString('hex') as ImageHash | undefined;
    },
    perceptualHash: (hash) => findPerceptual.get(bytesOf(hash))?.perceptual ?? undefined,
    savePerceptualHash: (hash, digits) =>
      commits.write(() => {
        setPerceptual.run(digits, bytesOf(hash));
      }),
    count: pages.count,
    page: pages.page,
    walk: pages.walk,
  };
}

/** Reads rows of one folder by path: those of a listing stand side by side, so that one walk over them does. */
function knownLocations(database: Database) {
  const columns = `select l.path, l.image, l.bytes as stat_bytes, l.mtime, l.ctime, l.inode, l.problem,
      i.hash, i.width, i.height, i.format, i.bytes, i.frames, i.exif, i.notice
    from locations l left join images i on i.id = l.image where l.root = ?`;
  const one = database.prepare<[number, string], LocationRow>(`${columns} and l.path = ?`);
  const walk = database.prepare<[number, string, string, number], LocationRow>(
    `${columns} and l.path between ? and ? order by l.path limit ?`,
  );
  return (root: number, paths: readonly string[]): ReadonlyMap<string, LocationRow> => {
    const sorted = [...paths].sort();
    const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
    const limit = paths.length * 2;
    const rows = walk.all(root, first, last, limit);
    const found = new Map(rows.map((row) => [row.path, row]));
    // Cut off where the listing takes few of many; and the order of surrogates is another one there than here.
    if (rows.length < limit && !paths.some((path) => SURROGATE.test(path))) return found;
    for (const path of paths) {
      const row = found.has(path) ? undefined : one.get(root, path);
      if (row !== undefined) found.set(path, row);
    }
    return found;
  };
}

const SURROGATE = /[\ud800-\udfff]/;
const NO_EXIF: JsonObject = Object.freeze({});

function toIdentified(row: LocationRow): Identified | undefined {
  if (row.problem !== null) return { kind: 'problem', error: parseColumn<ErrorRecord>(row.problem) };
  if (!isWhole(row)) return undefined;
  return {
    kind: 'image',
    image: toFacet(row),
    exif: row.exif === null || row.exif === '{}' ? NO_EXIF : parseColumn<JsonObject>(row.exif),
    ...(row.notice !== null && { notice: row.notice }),
  };
}

function isSame(row: LocationRow, stat: FileStat): boolean {
  return (
    row.stat_bytes === stat.bytes &&
    row.mtime === stat.mtimeMs &&
    row.ctime === stat.ctimeMs &&
    row.inode === stat.inode
  );
}

function isWhole(row: LocationRow): row is LocationRow & FacetRow {
  return row.image !== null && row.hash !== undefined && row.hash !== null;
}
