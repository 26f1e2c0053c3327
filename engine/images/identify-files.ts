import { toErrorRecord } from '../../core/errors.ts';
import type { FileEntry } from '../../core/node-context.ts';
import { resolveInside, resolveUserPath } from '../files/resolve-path.ts';
import type { FileStat, Identified } from '../store/images-table.ts';
import { imageEmpty } from './image-errors.ts';
import { noticeOf } from './image-notice.ts';
import type { ImagePool } from './image-pool.ts';
import type { ImageLookup, ImageService } from './image-service.ts';
import type { Inspection } from './image-task.ts';
import { type KnownImages, sameStat } from './known-images.ts';
import { statImageFile } from './read-image-file.ts';
import { cancelled } from './slots.ts';
import type { ThumbnailCache } from './thumbnail-memory.ts';

/** Stat calls under way; the system's thread pool has four threads anyway. */
const STATS_AT_ONCE = 16;
/** Small pictures go to a thread several at a time: a message between threads costs as much as reading one. */
const PACK_FILES = 4;
const PACK_BYTES = 8 * 2 ** 20;

/** One file on its way: where it lies and how it looks from outside, or why that cannot be said. */
type Looked = There | { readonly kind: 'lookup'; readonly lookup: ImageLookup };

interface There {
  readonly kind: 'there';
  readonly file: FileEntry;
  readonly absolute: string;
  readonly stat: FileStat;
}

/** Makes `ImageService.identify`. Files that several callers ask for at the same time are read once. */
export function createIdentifier({
  store,
  pool,
  thumbnails,
  base,
}: {
  readonly store: KnownImages;
  readonly pool: ImagePool;
  readonly thumbnails: ThumbnailCache;
  readonly base: string;
}): ImageService['identify'] {
  const underWay = new Map<string, { readonly stat: FileStat; readonly inspection: Promise<Inspection> }>();

  /** What is read already is shared with everybody who asks for the same unchanged file meanwhile. */
  function inspect(files: readonly There[]): Promise<readonly Inspection[]> {
    const fresh: string[] = [];
    const reading = Promise.withResolvers<readonly Inspection[]>();
    const inspections = files.map(({ absolute, stat }) => {
      const running = underWay.get(absolute);
      if (running !== undefined && sameStat(running.stat, stat)) return running.inspection;
      const place = fresh.push(absolute) - 1;
      const inspection = reading.promise
        .then((answers) => answers[place] as Inspection)
        .catch((thrown: unknown): Inspection => ({ kind: 'problem', error: toErrorRecord(thrown) }))
        .finally(() => {
          if (underWay.get(absolute)?.inspection === inspection) underWay.delete(absolute);
        });
      underWay.set(absolute, { stat, inspection });
      return inspection;
    });
    reading.resolve(fresh.length === 0 ? [] : pool.run<'inspect'>({ do: 'inspect', paths: fresh }));
    return Promise.all(inspections);
  }

  return async function identify(files, signal, after) {
    const looked = await mapAtOnce(files, STATS_AT_ONCE, signal, (file) => look(file, base));
    const there = looked.filter((one) => one.kind === 'there');
    const results = new Map<Looked, ImageLookup>();
    const root = (file: FileEntry) => () => store.rootName(file.root);
    for (const [index, result] of store.known(there).entries()) {
      const one = there[index];
      if (one !== undefined && result !== undefined) results.set(one, toLookup(result, root(one.file), true));
    }
    const read = new Map<There, { file: FileEntry; stat: FileStat; result: Identified }>();

    async function readPack(pack: readonly There[]): Promise<void> {
      const inspections = await inspect(pack);
      for (const [index, one] of pack.entries()) {
        const inspection = inspections[index] as Inspection;
        const result = toResult(inspection);
        results.set(one, toLookup(result, root(one.file), false));
        if (inspection.stat !== undefined && isLasting(result))
          read.set(one, { file: one.file, stat: inspection.stat, result });
      }
      thumbnails.put(
        inspections.flatMap((one) =>
          one.kind === 'image' ? [{ image: one.image.hash, bytes: one.thumbnail }] : [],
        ),
      );
    }

    try {
      const unknown = there.filter((one) => !results.has(one));
      await mapAtOnce(packsOf(unknown, pool.width), pool.width, signal, readPack);
    } finally {
      await after?.catch(() => undefined);
      // Also after a stop: what has been read need not be read again. As they are listed, which is the order of the light table.
      if (read.size > 0) store.save(there.flatMap((one) => read.get(one) ?? []));
    }
    return looked.map((one) => (one.kind === 'lookup' ? one.lookup : (results.get(one) as ImageLookup)));
  };
}

/** Files that go to a thread together: few enough that every thread gets some and a stop does not wait long. */
function packsOf(files: readonly There[], threads: number): readonly (readonly There[])[] {
  const most = Math.max(1, Math.min(PACK_FILES, Math.ceil(files.length / threads)));
  const packs: There[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = packs.at(-1);
    if (last === undefined || last.length >= most || bytes + file.stat.bytes > PACK_BYTES) {
      packs.push([file]);
      bytes = file.stat.bytes;
    } else {
      last.push(file);
      bytes += file.stat.bytes;
    }
  }
  return packs;
}

async function look(given: FileEntry, base: string): Promise<Looked> {
  const file = { root: resolveUserPath(given.root, base), path: given.path };
  try {
    const absolute = resolveInside(file.root, file.path);
    const stat = await statImageFile(absolute);
    if (stat.bytes === 0) throw imageEmpty(absolute);
    return { kind: 'there', file, absolute, stat };
  } catch (thrown) {
    return { kind: 'lookup', lookup: { kind: 'problem', error: toErrorRecord(thrown), known: false } };
  }
}

/** Rights and disks come back without the file changing; what the bytes say stays as it is. */
function isLasting(result: Identified): boolean {
  return result.kind === 'image' || result.error.code.startsWith('IMAGE_');
}

function toResult(inspection: Inspection): Identified {
  if (inspection.kind === 'problem') return { kind: 'problem', error: inspection.error };
  const notice = noticeOf(inspection.image);
  const { image, exif } = inspection;
  return { kind: 'image', image, exif, ...(notice !== undefined && { notice }) };
}

function toLookup(result: Identified, root: () => string, known: boolean): ImageLookup {
  if (result.kind === 'problem') return { ...result, known };
  const { image, exif } = result;
  const notice = noticeOf(image);
  return { kind: 'image', image, root: root(), exif, known, ...(notice !== undefined && { notice }) };
}

/** Like `Promise.all` over a map, with so many at once; stops beginning when the signal fires, and waits for what has begun. */
async function mapAtOnce<T, R>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  async function worker(): Promise<void> {
    for (const [index, item] of queue) {
      if (signal.aborted) return;
      results[index] = await work(item);
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: width }, worker));
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
  if (signal.aborted) throw cancelled();
  return results;
}
