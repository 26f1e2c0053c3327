import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadProgress } from '../../../core/contract/captioner.ts';
import { toCodedError, UserError } from '../../../core/errors.ts';
import { sha256OfFile } from './files-digest.ts';
import { type HubAddress, type HubFile, listHubFiles, openHubFile } from './hub-client.ts';
import { writeManifest } from './model-manifest.ts';

export interface DownloadOptions extends HubAddress {
  /** Goes into the progress. */
  readonly id: string;
  readonly required: readonly string[];
  /** Taken where the repository has them. */
  readonly optional: readonly string[];
  /** Absolute; made when missing. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A cut connection is picked up again this many times in a row without a byte of progress. */
const RECONNECTS = 4;
/** Progress is told at most this often. */
const TELL_MS = 100;
/** Left free on the disk. */
const SPARE_BYTES = 256 * 1024 * 1024;

/**
 * Downloads the files of a model into a folder, one after the other, each to `<name>.part` first. A part that is there is gone on
 * with; every file is checked against the hub's hash before it gets its name. Ends with `done`, `failed` or `cancelled`.
 */
export async function* downloadModel(options: DownloadOptions): AsyncGenerator<DownloadProgress> {
  const { id, folder, signal } = options;
  let receivedBytes = 0;
  let totalBytes = 0;
  let current = '';
  const now = (state: DownloadProgress['state'], message?: string): DownloadProgress => ({
    id,
    receivedBytes,
    totalBytes,
    file: current,
    state,
    ...(message !== undefined && { message }),
  });
  try {
    yield now('downloading');
    const files = chooseFiles(await listHubFiles(options, signal), options);
    totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
    await mkdir(folder, { recursive: true });
    await checkSpace(folder, files);
    const hashes: Record<string, { bytes: number; sha256: string }> = {};
    for (const file of files) {
      current = file.path;
      const before = receivedBytes;
      for await (const bytes of downloadFile(options, file)) {
        receivedBytes = before + bytes;
        yield now(bytes === file.bytes ? 'checking' : 'downloading');
      }
      receivedBytes = before + file.bytes;
      const target = insideFolder(folder, file.path);
      hashes[file.path] = { bytes: file.bytes, sha256: await sha256OfFile(target) };
    }
    await writeManifest(folder, {
      repository: options.repository,
      revision: options.revision,
      files: hashes,
    });
    yield now('done');
  } catch (error) {
    if (signal.aborted) return yield now('cancelled');
    const coded = toCodedError(toDownloadError(error));
    yield now('failed', [coded.message, coded.details.remedy].filter(Boolean).join(' '));
  }
}

/** Yields the number of bytes that are there, now and then; returns when the file has its name. */
async function* downloadFile(options: DownloadOptions, file: HubFile): AsyncGenerator<number> {
  const target = insideFolder(options.folder, file.path);
  if ((await sizeOf(target)) === file.bytes && (await hashOfFile(target, file)) === file.hash.hex) return;
  await mkdir(path.dirname(target), { recursive: true });
  const part = `${target}.part`;
  let failures = 0;
  let have = await partSize(part, file);
  while (have < file.bytes) {
    try {
      for await (const bytes of receive(options, file, part, have)) {
        have = bytes;
        failures = 0;
        yield have;
      }
    } catch (error) {
      options.signal.throwIfAborted();
      const cut = !(error instanceof UserError) && !isDiskError(error);
      failures += 1;
      if (!cut || failures > RECONNECTS) throw error;
      have = await partSize(part, file);
    }
  }
  if (file.bytes === 0) await (await open(part, 'w')).close();
  yield have;
  if ((await hashOfFile(part, file)) !== file.hash.hex) {
    await rm(part, { force: true });
    throw new UserError('MODEL_DOWNLOAD', `What came for ${file.path} is not what the hub lists.`, {
      remedy: 'Download again; if it happens again, something between you and the hub changes files.',
    });
  }
  await rename(part, target);
}

/** One connection: appends what comes. Throws when it breaks before the end. */
async function* receive(
  options: DownloadOptions,
  file: HubFile,
  part: string,
  from: number,
): AsyncGenerator<number> {
  const response = await openHubFile(options, file.path, from, options.signal);
  const start = startOf(response);
  if (start !== from && start !== 0) throw new Error('The answer starts elsewhere.');
  const handle = await open(part, start === 0 ? 'w' : 'a');
  let have = start;
  let told = 0;
  try {
    for await (const chunk of response.body ?? []) {
      have += await append(handle, chunk, have, file);
      if (performance.now() - told < TELL_MS) continue;
      told = performance.now();
      yield have;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (have < file.bytes) throw new Error('The connection was cut.');
  yield have;
}

async function append(handle: FileHandle, chunk: Uint8Array, have: number, file: HubFile): Promise<number> {
  if (have + chunk.byteLength > file.bytes) {
    throw new UserError('MODEL_DOWNLOAD', `More came for ${file.path} than the hub lists.`, {
      remedy: 'Check the hub’s address in the settings, then download again.',
    });
  }
  await handle.writeFile(chunk);
  return chunk.byteLength;
}

function startOf(response: Response): number {
  if (response.status !== 206) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? Number.NaN : Number(start);
}

/** Size of the part to go on with; one that cannot be a beginning of the file is thrown away. */
async function partSize(part: string, file: HubFile): Promise<number> {
  const size = (await sizeOf(part)) ?? 0;
  if (size <= file.bytes) return size;
  await rm(part, { force: true });
  return 0;
}

/** The files to fetch, in the order wanted. External data (`x.onnx_data`, `x.onnx_data_1`) comes with its `x.onnx`. */
function chooseFiles(
  listed: readonly HubFile[],
  { required, optional }: Pick<DownloadOptions, 'required' | 'optional'>,
): readonly HubFile[] {
  const byPath = new Map(listed.map((file) => [file.path, file]));
  const missing = required.find((name) => !byPath.has(name));
  if (missing !== undefined) {
    throw new UserError('MODEL_DOWNLOAD', `The hub’s copy of this model has no ${missing}.`, {
      remedy: 'Choose another precision or another model.',
    });
  }
  const external = required
    .filter((name) => name.endsWith('.onnx'))
    .flatMap((name) =>
      listed.filter((file) => file.path.startsWith(`${name}_data`)).map((file) => file.path),
    );
  const names = new Set([...required, ...external, ...optional]);
  return [...names].flatMap((name) => byPath.get(name) ?? []);
}

/** Absolute path of a repository's file, which never lies outside the folder. Throws MODEL_DOWNLOAD for a name that would. */
export function insideFolder(folder: string, name: string): string {
  const parts = name.split('/');
  const strange = parts.some(
    (part) => ['', '.', '..'].includes(part) || /[\\:]/.test(part) || [...part].some((sign) => sign < ' '),
  );
  if (strange) {
    throw new UserError('MODEL_DOWNLOAD', 'The hub lists a file with a name that leads out of the folder.', {
      remedy: 'Check the hub’s address in the settings; do not use this model.',
      excerpt: name,
    });
  }
  return path.join(folder, ...parts);
}

async function hashOfFile(name: string, file: HubFile): Promise<string> {
  const hash: Hash =
    file.hash.kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${file.bytes}\0`);
  for await (const chunk of createReadStream(name)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size;
}

async function checkSpace(folder: string, files: readonly HubFile[]): Promise<void> {
  let needed = 0;
  for (const file of files) {
    const target = insideFolder(folder, file.path);
    if ((await sizeOf(target)) === file.bytes) continue;
    needed += file.bytes - ((await sizeOf(`${target}.part`)) ?? 0);
  }
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (needed + SPARE_BYTES <= free || needed === 0) return;
  const gb = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new UserError('DISK_FULL', `The model needs ${gb(needed)} GB and the disk has ${gb(free)} GB free.`, {
    remedy: 'Make room on the disk, then download again.',
  });
}

function isDiskError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO'].includes(code);
}

function toDownloadError(error: unknown): unknown {
  if (error instanceof UserError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserError('DISK_FULL', 'The disk is full.', {
      remedy: 'Make room, then download again: it goes on where it stopped.',
    });
  }
  return new UserError('MODEL_DOWNLOAD', 'The download broke off.', {
    remedy: 'Download again: it goes on where it stopped.',
    cause: error,
  });
}
