import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImageFacet } from '../../core/sample.ts';

/**
 * Size, modification time, change time (nanoseconds) and inode of a file in one opaque string: equal while nobody touched the file.
 * Compare it, never take it apart.
 */
export type FileStamp = string;

export interface FilePlace {
  /** Name of the root in the project. */
  readonly root: string;
  /** Relative to the root, with forward slashes. */
  readonly path: string;
}

/** What a file was when it was last read. */
export type FileFindings =
  | { readonly kind: 'image'; readonly image: ImageFacet; readonly exif: JsonObject }
  | { readonly kind: 'problem'; readonly error: ErrorRecord };

export type KnownFile = FileFindings & { readonly stamp: FileStamp };

/** One of the places where an image's file was found. */
export interface ImageLocation extends FilePlace {
  /** Absolute path of the root on this machine. */
  readonly folder: string;
  readonly stamp: FileStamp;
}

/**
 * What the image service keeps in the project: which files are known, what they are, and where each image lies. Calls are synchronous; one
 * call may hold thousands of files and is one query. A file has one finding; saving it again replaces it, and takes the location away from the
 * image that the file was before. An image without a location stays.
 */
export interface KnownImages {
  /** Name of the root with this absolute folder; it gets one at its first use. */
  rootName(folder: string): string;
  /** In the order asked; undefined where nothing is known. */
  findFiles(places: readonly FilePlace[]): readonly (KnownFile | undefined)[];
  saveFiles(files: readonly (FilePlace & KnownFile)[]): void;
  /** In the order in which they were found; empty where the image is not known. */
  locations(image: ImageHash): readonly ImageLocation[];
  /** 16 hex digits. */
  findPerceptualHash(image: ImageHash): string | undefined;
  savePerceptualHash(image: ImageHash, hash: string): void;
}

/** The double for tests, and for looking at pictures without a project. */
export function createKnownImagesInMemory(): KnownImages {
  const folders = new Map<string, string>();
  const files = new Map<string, FilePlace & KnownFile>();
  const perceptualHashes = new Map<ImageHash, string>();
  const keyOf = ({ root, path }: FilePlace) => `${root}\0${path}`;

  return {
    rootName(folder) {
      for (const [name, known] of folders) if (known === folder) return name;
      const name = `root${folders.size + 1}`;
      folders.set(name, folder);
      return name;
    },
    findFiles: (places) => places.map((place) => files.get(keyOf(place))),
    saveFiles(found) {
      for (const file of found) files.set(keyOf(file), file);
    },
    locations: (image) =>
      [...files.values()].flatMap((file) => {
        const folder = folders.get(file.root);
        if (file.kind !== 'image' || file.image.hash !== image || folder === undefined) return [];
        return [{ root: file.root, path: file.path, folder, stamp: file.stamp }];
      }),
    findPerceptualHash: (image) => perceptualHashes.get(image),
    savePerceptualHash(image, hash) {
      perceptualHashes.set(image, hash);
    },
  };
}
