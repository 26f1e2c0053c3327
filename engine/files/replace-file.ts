import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemCode, writeError } from './file-errors.ts';

/** Text is gathered up to this size before it is written, UTF-16 code units. */
const BUFFERED = 256 * 1024;
/** On Windows a virus scanner may hold a new file for a moment. */
const RENAME_PAUSES_MS = [10, 50, 200, 500, 1000];

interface Written {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

interface ReplaceOptions {
  /** Runs when everything is on the disk, just before the renaming. */
  readonly before?: (written: Written) => Promise<void>;
  /** Rights of the new file; those of the former by default. */
  readonly mode?: number;
}

/**
 * Writes a UTF-8 file whole or not at all: beside it under a temporary name, to the disk, then renamed over it, also over a link;
 * folders are made as needed. When anything fails, also in the chunks, the temporary file goes and the former file stays.
 * Throws DISK_FULL, FILE_UNWRITABLE, and what the chunks throw.
 */
export async function replaceFile(
  target: string,
  chunks: Iterable<string> | AsyncIterable<string>,
  { before, mode }: ReplaceOptions = {},
): Promise<Written> {
  const temporary = temporaryName(target);
  const guarded = <T>(work: Promise<T>) =>
    work.catch((thrown: unknown) => {
      throw writeError(thrown, target);
    });
  await guarded(mkdir(path.dirname(target), { recursive: true }));
  const handle = await guarded(open(temporary, 'wx', mode ?? (await modeOf(target))));
  try {
    const written = await writeChunks(handle, chunks, guarded).finally(() => handle.close());
    await before?.(written);
    await guarded(renameOver(temporary, target));
    await syncFolder(path.dirname(target));
    return written;
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

/** A file of the app's own that the user alone may read, e.g. settings and keys. Throws as `replaceFile` does. */
export async function writePrivateFile(target: string, text: string): Promise<void> {
  await replaceFile(target, [text], { mode: 0o600 });
}

/** `<name>.<random>.tmp` beside the file; long names are cut, because the system's limit may be reached already. */
function temporaryName(target: string): string {
  const name = path.basename(target).slice(0, 50);
  return path.join(path.dirname(target), `${name}.${randomBytes(6).toString('hex')}.tmp`);
}

async function writeChunks(
  handle: FileHandle,
  chunks: Iterable<string> | AsyncIterable<string>,
  guarded: <T>(work: Promise<T>) => Promise<T>,
): Promise<Written> {
  const digest = createHash('sha256');
  let bytes = 0;
  let waiting = '';
  async function flush(): Promise<void> {
    // A pair of surrogates may be split between two chunks: its first half waits for the second.
    const cut = /[\uD800-\uDBFF]$/.test(waiting) ? waiting.length - 1 : waiting.length;
    const data = Buffer.from(waiting.slice(0, cut), 'utf8');
    waiting = waiting.slice(cut);
    digest.update(data);
    bytes += data.length;
    await guarded(handle.writeFile(data));
  }
  for await (const chunk of chunks) {
    waiting += chunk;
    if (waiting.length >= BUFFERED) await flush();
  }
  await flush();
  if (waiting !== '') {
    // A lone half has no form in UTF-8 and becomes U+FFFD.
    waiting = '\uFFFD';
    await flush();
  }
  await guarded(handle.sync());
  return { bytes, sha256: digest.digest('hex') };
}

/** A file that is replaced keeps its rights. */
async function modeOf(target: string): Promise<number> {
  return stat(target).then(
    ({ mode }) => mode & 0o777,
    () => 0o666,
  );
}

/** Moves a file over another. On Windows this fails while somebody has it open; it is then tried again for two seconds. */
async function renameOver(from: string, to: string): Promise<void> {
  for (const milliseconds of RENAME_PAUSES_MS) {
    try {
      return await rename(from, to);
    } catch (thrown) {
      const code = systemCode(thrown);
      const isHeld =
        process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!isHeld) throw thrown;
      await pause(milliseconds);
    }
  }
  return rename(from, to);
}

/** Makes the renaming itself last through a power cut, where folders can be synced. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows and some network drives cannot; the file's content is on the disk all the same.
  }
}
