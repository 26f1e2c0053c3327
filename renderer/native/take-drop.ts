import { hasImageExtension } from '../../core/image-extensions.ts';
import { FILE_TEXTS } from '../texts/files.ts';
import { native } from './native-abilities.ts';
import { folderOf, joinPath } from './path-parts.ts';

/** What was dropped, as something to work with; paths are absolute. */
export type Dropped =
  | { readonly kind: 'project'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'nothing'; readonly message: string; readonly remedy: string };

/** What the pictures are for: they are uploaded beside the open project, to where a new one finds them, or to be captioned once. */
export type DropTarget = 'project' | 'new' | 'try';

/** A dropped file with its path below what was dropped. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

const NOTHING: Dropped = {
  kind: 'nothing',
  message: FILE_TEXTS.noImages,
  remedy: FILE_TEXTS.noImagesRemedy,
};

/**
 * Takes what was dropped on the window. A desktop window knows where things lie; a browser tab does not, so that images and the text
 * files beside them are uploaded to the engine's machine. Must be called while the drop event is handled.
 */
export function takeDrop(
  data: DataTransfer,
  target: DropTarget,
  onProgress: (done: number, all: number) => void,
): Promise<Dropped> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = [...data.files].map((file) => ({ path: file.name, file }));
  const paths = native().droppedPaths([...data.files]);
  return paths.length > 0
    ? Promise.resolve(droppedOnDesk(paths, entries))
    : droppedOnTab(entries, files, target, onProgress);
}

function droppedOnDesk(paths: readonly string[], entries: readonly FileSystemEntry[]): Dropped {
  const project = paths.find(isProject);
  if (project !== undefined) return { kind: 'project', path: project };
  const folders = new Set(entries.filter((entry) => entry.isDirectory).map((entry) => entry.name));
  const folder = paths.find((path) => folders.has(path.split(/[\\/]/).at(-1) ?? ''));
  if (folder !== undefined) return { kind: 'folder', path: folder };
  const image = paths.find(hasImageExtension);
  return image === undefined ? NOTHING : { kind: 'folder', path: folderOf(image) };
}

/** `plain` are the dropped files themselves, for browsers that give no entries. */
async function droppedOnTab(
  entries: readonly FileSystemEntry[],
  plain: readonly DroppedFile[],
  target: DropTarget,
  onProgress: (done: number, all: number) => void,
): Promise<Dropped> {
  const found = (await Promise.all(entries.map((entry) => readEntry(entry, '')))).flat();
  const files = found.length > 0 ? found : plain;
  if (files.some(({ path }) => isProject(path)))
    return { kind: 'nothing', message: FILE_TEXTS.projectInTab, remedy: FILE_TEXTS.projectInTabRemedy };
  const wanted = files.filter(({ path }) => hasImageExtension(path) || isSidecar(path));
  if (!wanted.some(({ path }) => hasImageExtension(path))) return NOTHING;
  const [only, ...others] = entries;
  const top = only?.isDirectory && others.length === 0 ? only.name : undefined;
  const dropped = await uploadFiles(wanted, target, onProgress);
  // A dropped folder keeps its name, which the project takes over.
  return dropped.kind === 'folder' && top !== undefined
    ? { kind: 'folder', path: joinPath(dropped.path, top) }
    : dropped;
}

const AT_ONCE = 4;

/** Uploads files to the engine's machine, into one folder. */
export async function uploadFiles(
  files: readonly DroppedFile[],
  target: DropTarget,
  onProgress: (done: number, all: number) => void,
): Promise<Dropped> {
  const batch = batchName(new Date());
  const waiting = [...files];
  let folder: string | undefined;
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      folder = await uploadFile(next, batch, target);
      done += 1;
      onProgress(done, files.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (thrown) {
    return {
      kind: 'nothing',
      message: thrown instanceof Error ? thrown.message : FILE_TEXTS.uploadRefused,
      remedy: FILE_TEXTS.uploadRefusedRemedy,
    };
  }
  return folder === undefined ? NOTHING : { kind: 'folder', path: folder };
}

/** `pictures-2026-11-23-0450-3f9a`: says what it is where it lies, and never meets another drop. */
function batchName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const some = crypto.randomUUID().slice(0, 4);
  return `pictures-${day}-${two(now.getHours())}${two(now.getMinutes())}-${some}`;
}

async function uploadFile({ path, file }: DroppedFile, batch: string, target: DropTarget): Promise<string> {
  const reply = await fetch('/upload', {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'x-ekphrasis-batch': batch,
      'x-ekphrasis-for': target,
      'x-ekphrasis-path': encodeURIComponent(path),
    },
    body: file,
  });
  const content: unknown = await reply.json().catch(() => undefined);
  if (reply.ok && hasText(content, 'folder')) return content.folder;
  throw new Error(hasText(content, 'message') ? content.message : FILE_TEXTS.uploadRefused);
}

/** All files below a dropped entry. A folder gives its content in portions, until one is empty. */
export async function readEntry(entry: FileSystemEntry, folder: string): Promise<readonly DroppedFile[]> {
  const path = folder + entry.name;
  if (isFileEntry(entry)) {
    const file = await new Promise<File | undefined>((resolve) =>
      entry.file(resolve, () => resolve(undefined)),
    );
    return file === undefined ? [] : [{ path, file }];
  }
  if (!isFolderEntry(entry)) return [];
  const reader = entry.createReader();
  const found: DroppedFile[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0) return found;
    for (const child of some) found.push(...(await readEntry(child, `${path}/`)));
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isProject(path: string): boolean {
  return path.toLowerCase().endsWith('.ekp');
}

function isSidecar(path: string): boolean {
  return path.toLowerCase().endsWith('.txt');
}

function hasText<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[key] === 'string'
  );
}
