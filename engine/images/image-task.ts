import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { FileStat } from '../store/images-table.ts';

/** What the worker can be asked. Paths are absolute; those with a hash fail with IMAGE_CHANGED when the bytes have another. */
export type ImageTask =
  | { readonly do: 'inspect'; readonly path: string }
  | { readonly do: 'hash'; readonly path: string }
  | {
      readonly do: 'encode';
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

/** Answers by task. */
export interface ImageAnswers {
  readonly inspect: Inspection;
  readonly hash: { readonly hash: ImageHash; readonly stat: FileStat };
  readonly encode: { readonly mime: string; readonly bytes: Uint8Array };
  readonly thumbnail: Uint8Array;
  readonly 'perceptual-hash': string;
}

/** Errors cross the boundary of the thread as records: their class would be lost. */
export type ImageReply<T extends ImageTask['do']> =
  | { readonly ok: true; readonly answer: ImageAnswers[T] }
  | { readonly ok: false; readonly error: ErrorRecord };
