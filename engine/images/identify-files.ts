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

/** One file on its way: where it lies and how it looks from outside, or why that cannot be said. */
type Looked =
  | {
      readonly kind: 'there';
      readonly file: FileEntry;
      readonly absolute: string;
      readonly stat: FileStat;
    }
  | { readonly kind: 'lookup'; readonly lookup: ImageLookup };

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

  /** Shared with everybody who asks for the same unchanged file while it is read. */
  function inspect(absolute: string, stat: FileStat): Promise<Inspection> {
    const running = underWay.get(absolute);
    if (running !== undefined && sameStat(running.stat, stat)) return running.inspection;
    const inspection = pool.run<'inspect'>({ do: 'inspect', path: absolute }).finally(() => {
      if (underWay.get(absolute)?.inspection === inspection) underWay.delete(absolute);
    });
    underWay.set(absolute, { stat, inspection });
    return inspection;
  }

  return async function identify(files, signal) {
    const looked = await mapAtOnce(files, STATS_AT_ONCE, signal, (file) => look(file, base));
    const there = looked.flatMap((one) => (one.kind === 'there' ? [one] : []));
    const known = new Map(store.known(there).map((result, index) => [there[index], result]));
    const found: { file: FileEntry; stat: FileStat; result: Identified }[] = [];

    async function lookUp(one: Looked): Promise<ImageLookup> {
      if (one.kind === 'lookup') return one.lookup;
      const root = () => store.rootName(one.file.root);
      const before = known.get(one);
      if (before !== undefined) return toLookup(before, root, true);
      const inspection = await inspect(one.absolute, one.stat).catch(
        (thrown: unknown): Inspection => ({ kind: 'problem', error: toErrorRecord(thrown) }),
      );
      const result = toResult(inspection);
      if (inspection.stat !== undefined && isLasting(result))
        found.push({ file: one.file, stat: inspection.stat, result });
      if (inspection.kind === 'image')
        thumbnails.put([{ image: inspection.image.hash, bytes: inspection.thumbnail }]);
      return toLookup(result, root, false);
    }

    try {
      return await mapAtOnce(looked, pool.width, signal, lookUp);
    } finally {
      // Also after a stop: what has been read need not be read again.
      if (found.length > 0) store.save(found);
    }
  };
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
