import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type ImageHash, isImageHash } from '../../core/ids.ts';
import { createThumbnailMemory, type ThumbnailCache } from './thumbnail-memory.ts';

/** “EKPC” in the file's header. */
const APPLICATION_ID = 0x454b5043;
const SCHEMA = `create table thumb (hash text primary key, bytes blob not null, used_at integer not null) without rowid`;
/** Bytes that a project's thumbnails may take. */
export const THUMBNAILS_LIMIT = 512 * 2 ** 20;
/** Of a file from a stranger nothing larger is believed to be a thumbnail. */
const MAX_THUMBNAIL_BYTES = 2 ** 20;
/** Reads are noted in the file this often at most; losing a note costs nothing. */
const TOUCHES_KEPT = 500;

/**
 * Opens or makes the cache file. One that is broken is deleted and made anew; a database of something else, and a folder that cannot be written,
 * are left alone, and thumbnails are kept in memory for this time.
 */
export function openThumbnailCache(file: string, limitBytes = THUMBNAILS_LIMIT): ThumbnailCache {
  for (const attempt of ['first', 'anew']) {
    try {
      return openFile(file, limitBytes, () => openThumbnailCache(file, limitBytes));
    } catch (thrown) {
      if (attempt === 'anew' || !isBroken(thrown)) break;
      removeFile(file);
    }
  }
  return createThumbnailMemory();
}

function openFile(file: string, limitBytes: number, reopen: () => ThumbnailCache): ThumbnailCache {
  const database = new Database(file, { timeout: 50 });
  try {
    prepare(database);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  const select = database.prepare<[string], { bytes: Uint8Array }>(
    `select bytes from thumb where hash = ? and length(bytes) <= ${MAX_THUMBNAIL_BYTES}`,
  );
  const insert = database.prepare('insert or replace into thumb (hash, bytes, used_at) values (?, ?, ?)');
  const sizeOf = database.prepare<[string], { size: number }>(
    'select length(bytes) as size from thumb where hash = ?',
  );
  const touch = database.prepare('update thumb set used_at = ? where hash = ?');
  const oldest = database.prepare<[], { hash: string; size: number }>(
    'select hash, length(bytes) as size from thumb order by used_at',
  );
  const remove = database.prepare('delete from thumb where hash = ?');
  const total = database.prepare<[], { size: number }>(
    'select coalesce(sum(length(bytes)), 0) as size from thumb',
  );

  let size = total.get()?.size ?? 0;
  let clock = newestUse(database);
  const touched = new Map<string, number>();
  // Takes over when the file breaks under our hands.
  let successor: ThumbnailCache | undefined;

  /** Down to nine tenths of the limit, least recently used first, so that it is not done for every new one. */
  function evict(): void {
    if (size <= limitBytes) return;
    for (const row of oldest.all()) {
      if (size <= limitBytes * 0.9) return;
      remove.run(row.hash);
      size -= row.size;
    }
  }

  const write = database.transaction(
    (thumbnails: readonly { readonly image: ImageHash; readonly bytes: Uint8Array }[]) => {
      for (const [hash, usedAt] of touched) touch.run(usedAt, hash);
      touched.clear();
      for (const { image, bytes } of thumbnails) {
        size += bytes.length - (sizeOf.get(image)?.size ?? 0);
        insert.run(image, bytes, ++clock);
      }
      evict();
    },
  );

  function guarded<T>(work: () => T, retry: (next: ThumbnailCache) => T, otherwise: T): T {
    if (successor !== undefined) return retry(successor);
    try {
      return work();
    } catch (thrown) {
      // A full disk or a lock held by somebody else: a cache may forget.
      if (!isBroken(thrown)) return otherwise;
      database.close();
      removeFile(file);
      successor = reopen();
      return retry(successor);
    }
  }

  return {
    get: (image) =>
      guarded(
        () => {
          const found = select.get(image)?.bytes;
          if (found === undefined || !isWebp(found)) return undefined;
          touched.set(image, ++clock);
          if (touched.size >= TOUCHES_KEPT) write([]);
          return found;
        },
        (next) => next.get(image),
        undefined,
      ),
    put: (thumbnails) =>
      guarded(
        () => write(thumbnails.filter(({ image }) => isImageHash(image))),
        (next) => next.put(thumbnails),
        undefined,
      ),
    close: () =>
      guarded(
        () => {
          if (touched.size > 0) write([]);
          database.close();
        },
        (next) => next.close(),
        undefined,
      ),
  };
}

/** Checks what is there, without trusting it, or lays the table out. Throws when this is not a cache of ours. */
function prepare(database: Database.Database): void {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  const objects = database.prepare<[], { sql: string | null }>('select sql from sqlite_schema').all();
  const applicationId = database.pragma('application_id', { simple: true });
  if (objects.length === 0 && applicationId === 0) {
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.exec(SCHEMA);
  } else if (applicationId !== APPLICATION_ID) {
    throw new Error('The database at the place of the thumbnails belongs to something else.');
  } else if (objects.length !== 1 || objects[0]?.sql?.toLowerCase() !== SCHEMA.toLowerCase()) {
    throw new BrokenCache('The cache has another form.');
  } else if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') {
    throw new BrokenCache('The cache is damaged.');
  }
  // Nothing in it is worth a wait for the disk: after a power cut it is made anew.
  database.pragma('journal_mode = MEMORY');
  database.pragma('synchronous = OFF');
  // Throws where the file may be read but not written.
  database.exec('begin immediate; rollback');
}

class BrokenCache extends Error {}

function isBroken(thrown: unknown): boolean {
  if (thrown instanceof BrokenCache) return true;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return (
    code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR_SHORT')
  );
}

/** Uses are counted, not timed: order is all that matters, and clocks run backwards. */
function newestUse(database: Database.Database): number {
  const row = database
    .prepare<[], { newest: number }>('select coalesce(max(used_at), 0) as newest from thumb')
    .get();
  return row?.newest ?? 0;
}

function isWebp(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, 12).toString('latin1').startsWith('WEBP', 8);
}

function removeFile(file: string): void {
  try {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  } catch {
    // The folder cannot be written: thumbnails then stay in memory.
  }
}
