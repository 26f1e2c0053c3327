import type { CodedError } from '../../core/errors.ts';
import { toCodedError } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import { resolveInside } from '../files/resolve-path.ts';
import type { ImageLocation } from '../store/images-table.ts';
import { imageChanged, imageWithoutFile } from './image-errors.ts';
import { noticeOf } from './image-notice.ts';
import type { ImagePool } from './image-pool.ts';
import { type KnownImages, sameStat } from './known-images.ts';
import { statImageFile } from './read-image-file.ts';

/**
 * Absolute path of a file that has these bytes: one whose stat is as it was when it was read, else one that still has the hash when it is read
 * again. Throws IMAGE_CHANGED, PATH_OUTSIDE_ROOT, FILE_UNREADABLE or FILE_NOT_FOUND, the first of these that applies to any location.
 */
export async function locateImage(image: ImageHash, store: KnownImages, pool: ImagePool): Promise<string> {
  const locations = store.locations(image);
  const failures: CodedError[] = [];
  const touched: { readonly location: ImageLocation; readonly path: string }[] = [];
  for (const location of locations) {
    try {
      const path = resolveInside(location.folder, location.path);
      if (sameStat(await statImageFile(path), location.stat)) return path;
      touched.push({ location, path });
    } catch (thrown) {
      failures.push(toCodedError(thrown));
    }
  }
  for (const { location, path } of touched) {
    try {
      const { hash, stat } = await pool.run<'hash'>({ do: 'hash', path });
      if (hash !== image) throw imageChanged(path);
      remember(image, location, stat, store);
      return path;
    } catch (thrown) {
      failures.push(toCodedError(thrown));
    }
  }
  throw worst(failures) ?? imageWithoutFile(locations[0]?.path);
}

/** The file was touched, or the project moved, but the bytes are the same: they need not be read again next time. */
function remember(
  image: ImageHash,
  { folder, path }: ImageLocation,
  stat: ImageLocation['stat'],
  store: KnownImages,
): void {
  const facet = store.facet(image);
  if (facet === undefined) return;
  const notice = noticeOf(facet);
  const result = {
    kind: 'image',
    image: facet,
    exif: store.exif(image),
    ...(notice !== undefined && { notice }),
  } as const;
  try {
    store.save([{ file: { root: folder, path }, stat, result }]);
  } catch {
    // A project that may only be read: the picture is found all the same, and hashed again next time.
  }
}

function worst(failures: readonly CodedError[]): CodedError | undefined {
  const found = (code: string) => failures.find((failure) => failure.code === code);
  const changed = found('IMAGE_CHANGED') ?? failures.find(({ code }) => code.startsWith('IMAGE_'));
  const other = failures.find(({ code }) => code !== 'FILE_NOT_FOUND');
  return changed ?? found('PATH_OUTSIDE_ROOT') ?? other;
}
