import { hasImageExtension } from '../../core/image-extensions.ts';
import type { FileEntry } from '../../core/node-context.ts';

/** Folders whose names are kept: those on the way from the root to where a walk is, and some more. */
const FOLDERS_KEPT = 64;

/**
 * Which files that are no pictures lie in the folders that are being walked through, so that a folder of 100,000 pictures is not asked
 * 200,000 times for texts that are not there. Compares as the most forgiving file system does: without case, accents composed.
 */
export interface SidecarNames {
  /** The folder has been listed. Absolute root; relative folder with a slash at its end, '' for the root. */
  listed(root: string, folder: string, names: readonly string[]): void;
  /** False where the listing is known and nothing beside the file can be its text; true where it may be, or nobody knows. */
  mayHave(file: FileEntry, extension: string): boolean;
  /** The walk has ended: what lies in its folders may change unseen from now on. */
  forget(root: string): void;
}

export function createSidecarNames(): SidecarNames {
  // A map keeps the order of insertion: the oldest listing first.
  const folders = new Map<string, { readonly root: string; readonly names: ReadonlySet<string> }>();

  return {
    listed(root, folder, names) {
      const others = names.filter((name) => !hasImageExtension(name)).map(plain);
      folders.set(`${root}\0${folder}`, { root, names: new Set(others) });
      const [oldest] = folders.keys();
      if (folders.size > FOLDERS_KEPT && oldest !== undefined) folders.delete(oldest);
    },
    mayHave({ root, path }, extension) {
      const slash = path.lastIndexOf('/') + 1;
      const listing = folders.get(`${root}\0${path.slice(0, slash)}`);
      if (listing === undefined) return true;
      const stem = path.slice(slash).replace(/(?<=.)\.[^.]*$/, '');
      return listing.names.has(plain(`${stem}.${extension.replace(/^\./, '')}`));
    },
    forget(root) {
      for (const [key, listing] of folders) if (listing.root === root) folders.delete(key);
    },
  };
}

function plain(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
