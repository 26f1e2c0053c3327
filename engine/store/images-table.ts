import type { ImagePage } from '../../core/contract/image.ts';
import type { FileEntry } from '../../core/define-node.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImageFacet } from '../../core/sample.ts';

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

export interface Root {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface GalleryQuery {
  readonly offset: number;
  readonly limit: number;
  /** Matched in head captions and paths, ASCII letters in either case; '' matches all. */
  readonly text: string;
  readonly filter: 'all' | 'captioned' | 'uncaptioned' | 'edited';
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
  /** One page of the gallery, in the order in which the images were found. */
  page(query: GalleryQuery): ImagePage;
}
