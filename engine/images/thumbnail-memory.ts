import type { ImageHash } from '../../core/ids.ts';

/** Thumbnails by image; a cache: anything may be missing at any time. Calls never throw. */
export interface ThumbnailCache {
  get(image: ImageHash): Uint8Array | undefined;
  put(thumbnails: readonly { readonly image: ImageHash; readonly bytes: Uint8Array }[]): void;
  close(): void;
}

/** Thumbnails where no file can be written: the most recently used ones, up to a size. */
export function createThumbnailMemory(limitBytes = 64 * 2 ** 20): ThumbnailCache {
  // A map keeps the order of insertion: least recently used first.
  const thumbnails = new Map<ImageHash, Uint8Array>();
  let size = 0;

  function forget(image: ImageHash): void {
    size -= thumbnails.get(image)?.length ?? 0;
    thumbnails.delete(image);
  }

  return {
    get(image) {
      const bytes = thumbnails.get(image);
      if (bytes === undefined) return undefined;
      thumbnails.delete(image);
      thumbnails.set(image, bytes);
      return bytes;
    },
    put(added) {
      for (const { image, bytes } of added) {
        forget(image);
        thumbnails.set(image, bytes);
        size += bytes.length;
      }
      for (const image of thumbnails.keys()) {
        if (size <= limitBytes) return;
        forget(image);
      }
    },
    close: () => thumbnails.clear(),
  };
}
