import { opendir, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import type { FolderListing, FolderSurvey } from '../../core/contract/system.ts';
import { UserError } from '../../core/errors.ts';
import { hasImageExtension } from '../../core/image-extensions.ts';

/** A listing is for choosing from, not for reading a folder of a million files. */
const MOST_ENTRIES = 5000;
const MOST_SURVEYED = 100_000;
const SIDECARS = new Set(['.txt', '.caption']);

/**
 * What stands in a folder, for the file dialog of the browser version: subfolders, how many images, and the files with one of
 * `extensions` (`ekp` or `.ekp`; an empty list takes all files, none given none). Hidden entries are left out. Throws
 * FOLDER_NOT_FOUND, FILE_UNREADABLE.
 */
export async function listFolder(
  path: string | undefined,
  extensions?: readonly string[],
): Promise<FolderListing> {
  const home = homedir();
  const folder = path === undefined ? home : resolve(path);
  if (path !== undefined && !isAbsolute(path)) throw notFound(path);
  const wanted =
    extensions && new Set(extensions.map((extension) => extension.toLowerCase().replace(/^\./, '')));
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readingError(folder, error);
  });
  const folders: { name: string; path: string }[] = [];
  const files: { name: string; path: string }[] = [];
  let images = 0;
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const item = { name: entry.name, path: join(folder, entry.name) };
    const kind = entry.isSymbolicLink() ? await linkedKind(item.path) : kindOf(entry);
    if (kind === 'folder') folders.push(item);
    else if (kind === 'file') {
      if (hasImageExtension(entry.name)) images += 1;
      if (wanted?.size === 0 || wanted?.has(extname(entry.name).toLowerCase().slice(1))) files.push(item);
    }
  }
  const parent = dirname(folder);
  return {
    path: folder,
    ...(parent !== folder && { parent }),
    folders: sorted(folders),
    files: sorted(files),
    images,
    places: await places(home),
  };
}

/** How many images and text sidecars lie below a folder; symlinks to folders are not followed. */
export async function surveyFolder(path: string): Promise<FolderSurvey> {
  const open = [resolve(path)];
  let images = 0;
  let sidecars = 0;
  let seen = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await opendir(folder).catch((error: unknown) => {
      // The folder itself must be readable; what lies deeper may be somebody else's.
      if (seen === 0) throw readingError(path, error);
      return undefined;
    });
    if (!entries) continue;
    for await (const entry of entries) {
      seen += 1;
      if (seen > MOST_SURVEYED) return { images, sidecars, truncated: true };
      if (entry.isDirectory()) open.push(join(folder, entry.name));
      else if (hasImageExtension(entry.name)) images += 1;
      else if (SIDECARS.has(extname(entry.name).toLowerCase())) sidecars += 1;
    }
  }
  return { images, sidecars, truncated: false };
}

function kindOf(entry: { isDirectory(): boolean; isFile(): boolean }): 'folder' | 'file' | undefined {
  return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined;
}

async function linkedKind(path: string): Promise<'folder' | 'file' | undefined> {
  return stat(path).then(kindOf, () => undefined); // a link to nothing
}

function sorted(items: readonly { name: string; path: string }[]) {
  const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return items.toSorted((a, b) => byName.compare(a.name, b.name)).slice(0, MOST_ENTRIES);
}

async function places(home: string): Promise<FolderListing['places']> {
  const wanted = [
    home,
    join(home, 'Pictures'),
    join(home, 'Documents'),
    join(home, 'Downloads'),
    resolve('/'),
  ];
  const found = await Promise.all(
    wanted.map((path) =>
      realpath(path).then(
        () => [{ name: path === home ? 'Home' : basename(path) || path, path }],
        () => [],
      ),
    ),
  );
  return found.flat();
}

function readingError(path: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return notFound(path, error);
  return new UserError('FILE_UNREADABLE', `The folder ${path} cannot be read.`, {
    remedy: 'Check its permissions, or choose another folder.',
    cause: error,
  });
}

function notFound(path: string, cause?: unknown): UserError {
  return new UserError('FOLDER_NOT_FOUND', `There is no folder ${path}.`, {
    remedy: 'Choose another folder.',
    fix: 'choose-folder',
    cause,
  });
}
