import path from 'node:path';
import type { ImageHash } from '../../core/ids.ts';
import type { FileEntry } from '../../core/node-context.ts';
import type { FileStat, Identified, ImagesTable } from '../store/images-table.ts';

/** What the image service asks of the project: which files are known, what they are, and where each image lies. */
export type KnownImages = Pick<
  ImagesTable,
  'rootName' | 'known' | 'save' | 'facet' | 'exif' | 'locations' | 'perceptualHash' | 'savePerceptualHash'
>;

/** Whether two looks at a file found it untouched in between. */
export function sameStat(one: FileStat, other: FileStat): boolean {
  return (
    one.bytes === other.bytes &&
    one.mtimeMs === other.mtimeMs &&
    one.ctimeMs === other.ctimeMs &&
    one.inode === other.inode
  );
}

/** The double for tests, and for looking at pictures without a project. */
export function createKnownImagesInMemory(): KnownImages {
  const names = new Map<string, string>();
  const files = new Map<string, { file: FileEntry; stat: FileStat; result: Identified }>();
  const perceptualHashes = new Map<ImageHash, string>();
  const keyOf = ({ root, path }: FileEntry) => `${root}\0${path}`;
  const find = (hash: ImageHash) =>
    [...files.values()].flatMap(({ file, stat, result }) =>
      result.kind === 'image' && result.image.hash === hash ? [{ file, stat, result }] : [],
    );

  function rootName(folder: string): string {
    const known = names.get(folder);
    if (known !== undefined) return known;
    const base = path.basename(folder) || 'root';
    let name = base;
    for (let number = 2; [...names.values()].includes(name); number++) name = `${base}-${number}`;
    names.set(folder, name);
    return name;
  }

  return {
    rootName,
    known: (asked) =>
      asked.map(({ file, stat }) => {
        const found = files.get(keyOf(file));
        return found !== undefined && sameStat(found.stat, stat) ? found.result : undefined;
      }),
    save(found) {
      for (const one of found) files.set(keyOf(one.file), one);
    },
    facet: (hash) => find(hash)[0]?.result.image,
    exif: (hash) => find(hash)[0]?.result.exif ?? {},
    locations: (hash) =>
      find(hash).map(({ file, stat }) => ({
        root: rootName(file.root),
        folder: file.root,
        path: file.path,
        stat,
      })),
    perceptualHash: (hash) => perceptualHashes.get(hash),
    savePerceptualHash(hash, digits) {
      perceptualHashes.set(hash, digits);
    },
  };
}
