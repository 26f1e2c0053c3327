import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FileEntry } from '../../core/node-context.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { DataUri } from './image-task.ts';

/** What a file turned out to be. */
export type ImageLookup =
  | {
      readonly kind: 'image';
      readonly image: ImageFacet;
      /** Name of the project's root that the file was found under. */
      readonly root: string;
      /** Plain, bounded values; hostile text. Empty where there is none. */
      readonly exif: JsonObject;
      /** The file was known and unchanged (size, mtime, ctime, inode): nothing was read. */
      readonly known: boolean;
      /** Something worth saying that does not stop the sample, e.g. `Animated: only the first of 24 frames is used`. */
      readonly notice?: string;
    }
  | { readonly kind: 'problem'; readonly error: ErrorRecord; readonly known: boolean };

/** Pictures of one project: identity, facts, decoded forms. Decoding and hashing happen off the engine's thread. */
export interface ImageService {
  /**
   * Looks files up by stat, and reads, hashes and probes those that are new or changed. Order of the answers = order of the files. What was found
   * is kept once `after` has settled: who looks up one listing in several calls gives each the call before, so that the light table keeps its order.
   */
  identify(
    files: readonly FileEntry[],
    signal: AbortSignal,
    after?: Promise<unknown>,
  ): Promise<readonly ImageLookup[]>;
  /** Absolute path of a file whose bytes have this hash. Throws FILE_NOT_FOUND or IMAGE_CHANGED (size or mtime differ and the hash no longer matches). */
  locate(image: ImageHash): Promise<string>;
  /** JPEG or PNG bytes to send, upright, sRGB, scaled down to at most `maxPixels` (width × height). */
  encode(
    image: ImageHash,
    maxPixels: number,
    signal: AbortSignal,
  ): Promise<{ readonly mime: string; readonly bytes: Uint8Array }>;
  /** The same as the ASCII bytes of a `data:` URI, made on a worker thread, with its size in pixels. */
  dataUri(image: ImageHash, maxPixels: number, signal: AbortSignal): Promise<DataUri>;
  /** WebP, longest side 256, upright, from the cache file beside the project; made when missing. */
  thumbnail(image: ImageHash): Promise<Uint8Array>;
  /** 64-bit DCT hash, 16 hex digits; cached in the store. */
  perceptualHash(image: ImageHash, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}
