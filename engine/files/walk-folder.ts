import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ErrorRecord, toErrorRecord, UserError } from '../../core/errors.ts';
import type { FileEntry } from '../../core/node-context.ts';
import { readError, systemCode } from './file-errors.ts';
import { compilePatterns, type PathPatterns } from './path-patterns.ts';

export interface WalkOptions {
  readonly recursive: boolean;
  /** Globs on relative paths; none takes every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type WalkEntry = FileEntry | { readonly path: string; readonly problem: ErrorRecord };

/** Folders that systems and network drives put beside people's files. */
const SYSTEM_FOLDERS = new Set(['$RECYCLE.BIN', 'System Volume Information', '@eaDir', '__MACOSX']);

/**
 * Told of each folder as it is listed, before anything in it is given out.
 *
 * @param folder relative, with a slash at its end; '' for the root
 * @param names everything in it, hidden and left-out files too
 */
export type OnListing = (folder: string, names: readonly string[]) => void;

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly recursive: boolean;
  readonly patterns: PathPatterns;
  readonly onListing: OnListing;
  /** Device and inode of every folder that was entered: each is listed once, whatever links lead to it. */
  readonly entered: Set<string>;
}

type Child =
  | { readonly kind: 'folder' | 'file'; readonly name: string }
  | { readonly kind: 'problem'; readonly name: string; readonly error: ErrorRecord };

/**
 * Files below a folder (absolute path), ordered by the code units of their relative paths. One folder at a time is listed, so that the first files
 * come at once. Hidden entries, pipes and devices are passed over. Links are followed; a folder that lies below the root itself, or was
 * entered before, is not entered again by a link, which ends loops. Folders that cannot be listed, links to nothing and names that are
 * not text come as problems. Throws FOLDER_NOT_FOUND, FILE_UNREADABLE when the folder itself is not there or not readable, PARAMETER_INVALID.
 */
export async function* walkFolder(
  root: string,
  options: WalkOptions,
  onListing: OnListing = () => undefined,
): AsyncGenerator<WalkEntry> {
  const patterns = compilePatterns(options.include, options.exclude);
  const stats = await stat(root, { bigint: true }).catch((thrown: unknown) => {
    throw folderError(thrown, root);
  });
  if (!stats.isDirectory())
    throw new UserError('FOLDER_NOT_FOUND', `“${root}” is a file, not a folder.`, {
      remedy: 'Choose the folder that it lies in.',
      fix: 'choose-folder',
    });
  const realRoot = await realpath(root);
  const entered = new Set([`${stats.dev}:${stats.ino}`]);
  const walk = { root, realRoot, recursive: options.recursive, patterns, onListing, entered };
  const children = await listChildren(walk, '').catch((thrown: unknown) => {
    throw folderError(thrown, root);
  });
  yield* walkChildren(walk, '', children);
}

async function* walkChildren(
  walk: Walk,
  folder: string,
  children: readonly Child[],
): AsyncGenerator<WalkEntry> {
  for (const child of children) {
    const relative = folder + child.name;
    if (child.kind === 'file') yield { root: walk.root, path: relative };
    else if (child.kind === 'problem') yield { path: relative, problem: child.error };
    else yield* walkSubfolder(walk, `${relative}/`);
  }
}

async function* walkSubfolder(walk: Walk, folder: string): AsyncGenerator<WalkEntry> {
  let children: readonly Child[];
  try {
    const stats = await stat(path.join(walk.root, folder), { bigint: true });
    const identity = `${stats.dev}:${stats.ino}`;
    // Some network drives have no inodes; loops then end by the length of their paths.
    if (stats.ino !== 0n && walk.entered.has(identity)) return;
    walk.entered.add(identity);
    children = await listChildren(walk, folder);
  } catch (thrown) {
    yield { path: folder.slice(0, -1), problem: toErrorRecord(folderError(thrown, folder.slice(0, -1))) };
    return;
  }
  yield* walkChildren(walk, folder, children);
}

/** What is of interest in a folder, in order. Only names are held, so that a folder with a million files is no burden. */
async function listChildren(walk: Walk, folder: string): Promise<readonly Child[]> {
  const children: Child[] = [];
  const names: string[] = [];
  for await (const entry of await opendir(path.join(walk.root, folder), { bufferSize: 256 })) {
    const { name } = entry;
    names.push(name);
    if (name.startsWith('.') || SYSTEM_FOLDERS.has(name)) continue;
    const relative = folder + name;
    const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
    const isLink = entry.isSymbolicLink();
    // Some network drives do not tell kinds in listings; then none of these is true.
    const isUnsaid = kind === 'other' && !isLink && !entry.isFIFO() && !entry.isSocket() && !isDevice(entry);
    let child: Child | undefined = kind === 'other' ? undefined : { kind, name };
    if (name.includes('\uFFFD')) child = await checkName(walk, relative, name, kind);
    else if (isLink || isUnsaid) child = await followLink(walk, relative, name);
    if (child !== undefined && isWanted(walk, relative, child.kind)) children.push(child);
  }
  walk.onListing(folder, names);
  // A folder sorts as its files will: “a.png” comes before “a/b.png”, because “.” comes before “/”.
  const keyOf = ({ kind, name }: Child) => (kind === 'folder' ? `${name}/` : name);
  return children.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function isWanted({ recursive, patterns }: Walk, relative: string, kind: Child['kind']): boolean {
  if (kind === 'folder') return recursive && !patterns.leavesOut(relative);
  return patterns.takes(relative);
}

function isDevice(entry: { isBlockDevice(): boolean; isCharacterDevice(): boolean }): boolean {
  return entry.isBlockDevice() || entry.isCharacterDevice();
}

async function followLink(walk: Walk, relative: string, name: string): Promise<Child | undefined> {
  const absolute = path.join(walk.root, relative);
  try {
    const target = await stat(absolute);
    if (target.isFile()) return { kind: 'file', name };
    if (!target.isDirectory()) return undefined;
    // What lies below the root is found by its own name.
    return isInside(walk.realRoot, await realpath(absolute)) ? undefined : { kind: 'folder', name };
  } catch (thrown) {
    return { kind: 'problem', name, error: toErrorRecord(readError(thrown, absolute)) };
  }
}

function isInside(root: string, folder: string): boolean {
  const way = path.relative(root, folder);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

/** Names that are not UTF-8 come with U+FFFD in place of what could not be read, and no longer lead to their file. */
async function checkName(
  walk: Walk,
  relative: string,
  name: string,
  kind: 'folder' | 'file' | 'other',
): Promise<Child | undefined> {
  try {
    await lstat(path.join(walk.root, relative));
    return kind === 'other' ? await followLink(walk, relative, name) : { kind, name };
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT')
      return { kind: 'problem', name, error: toErrorRecord(readError(thrown, name)) };
    const what = kind === 'folder' ? 'folder' : 'file';
    const error = new UserError('FILE_UNREADABLE', `The name of the ${what} “${name}” is not valid text.`, {
      remedy: `Rename the ${what}.`,
    });
    return { kind: 'problem', name, error: toErrorRecord(error) };
  }
}

function folderError(thrown: unknown, folder: string): Error {
  switch (systemCode(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new UserError('FOLDER_NOT_FOUND', `There is no folder “${folder}”.`, {
        remedy: 'Choose another folder, or connect the drive that it lies on.',
        fix: 'choose-folder',
        cause: thrown,
      });
    case 'EACCES':
    case 'EPERM':
      return new UserError('FILE_UNREADABLE', `The folder “${folder}” may not be read.`, {
        remedy: 'Give yourself the right to read it, or leave it out with an exclude pattern.',
        cause: thrown,
      });
    default:
      return readError(thrown, folder);
  }
}
