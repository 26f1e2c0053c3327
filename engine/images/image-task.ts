import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { FileStat } from '../store/images-table.ts';

/** What the worker can be asked. Paths are absolute; those with a hash fail with IMAGE_CHANGED when the bytes have another. */
export type ImageTask =
  | { readonly do: 'inspect'; readonly paths: readonly string[] }
  | { readonly do: 'hash'; readonly path: string }
  | {
      readonly do: 'encode';
      readonly path: string;
      readonly hash: ImageHash;
      readonly maxPixels: number;
    }
  | {
      readonly do: 'data-uri';
      readonly path: string;
      readonly hash: ImageHash;
      readonly maxPixels: number;
    }
  | { readonly do: 'thumbnail'; readonly path: string; readonly hash: ImageHash }
  | { readonly do: 'perceptual-hash'; readonly path: string; readonly hash: ImageHash };

/** What a file is; `stat` is that of the bytes that were read, absent where none could be. */
export type Inspection =
  | {
      readonly kind: 'image';
      readonly stat: FileStat;
      readonly image: ImageFacet;
      readonly exif: JsonObject;
      readonly thumbnail: Uint8Array;
    }
  | { readonly kind: 'problem'; readonly stat?: FileStat; readonly error: ErrorRecord };

/** A picture as it is sent within a request: the ASCII bytes of its `data:` URI, and its size in pixels. */
export interface DataUri {
  readonly uri: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Answers by task. */
export interface ImageAnswers {
  /** In the order of the paths. */
  readonly inspect: readonly Inspection[];
  readonly hash: { readonly hash: ImageHash; readonly stat: FileStat };
  readonly encode: { readonly mime: string; readonly bytes: Uint8Array };
  readonly 'data-uri': DataUri;
  readonly thumbnail: Uint8Array;
  readonly 'perceptual-hash': string;
}

/** Errors cross the boundary of the thread as records: their class would be lost. */
export type ImageReply<T extends ImageTask['do']> =
  | { readonly ok: true; readonly answer: ImageAnswers[T] }
  | { readonly ok: false; readonly error: ErrorRecord };
