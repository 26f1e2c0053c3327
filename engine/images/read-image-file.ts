import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CodedError } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import { readError } from '../files/file-errors.ts';
import type { FileStat } from '../store/images-table.ts';
import { imageBeingWritten, imageEmpty, imageNotAnImage, imageTooManyBytes } from './image-errors.ts';
import { MAX_FILE_BYTES } from './image-limits.ts';
import { sameStat } from './known-images.ts';

export interface ImageBytes {
  readonly bytes: Buffer;
  readonly hash: ImageHash;
  readonly stat: FileStat;
}

/** Stat of a file, links followed. Throws FILE_NOT_FOUND, FILE_UNREADABLE, IMAGE_NOT_AN_IMAGE for folders, pipes and devices. */
export async function statImageFile(path: string): Promise<FileStat> {
  const stats = await stat(path, { bigint: true }).catch((thrown: unknown) => {
    throw readError(thrown, path);
  });
  return plainStat(stats, path);
}

/**
 * A file's bytes, their SHA-256, and the stat that belongs to them. Blocks: for threads that have nothing else to do, where each way through
 * the system's thread pool would cost more than the reading. Throws what `statImageFile` does, IMAGE_EMPTY, IMAGE_TOO_LARGE.
 */
export function readImageFile(path: string): ImageBytes {
  const read = readOnce(path) ?? readOnce(path);
  if (read !== undefined) return read;
  throw imageBeingWritten(path);
}

/** Undefined when the file was written to meanwhile. */
function readOnce(path: string): ImageBytes | undefined {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK opening a pipe would wait for somebody to write into it.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const before = plainStat(fstatSync(file, { bigint: true }), path);
    if (before.bytes === 0) throw imageEmpty(path);
    if (before.bytes > MAX_FILE_BYTES) throw imageTooManyBytes(path, before.bytes);
    const bytes = readFileSync(file);
    const after = plainStat(fstatSync(file, { bigint: true }), path);
    if (!sameStat(before, after) || bytes.length !== after.bytes) return undefined;
    return { bytes, hash: sha256(bytes), stat: after };
  } catch (thrown) {
    throw thrown instanceof CodedError ? thrown : readError(thrown, path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function plainStat(stats: BigIntStats, path: string): FileStat {
  if (stats.isDirectory()) throw imageNotAnImage(path, 'a folder');
  if (!stats.isFile()) throw imageNotAnImage(path, 'a pipe or a device');
  return {
    bytes: Number(stats.size),
    mtimeMs: Number(stats.mtimeNs) / 1e6,
    ctimeMs: Number(stats.ctimeNs) / 1e6,
    inode: String(stats.ino),
  };
}

function sha256(bytes: Uint8Array): ImageHash {
  return createHash('sha256').update(bytes).digest('hex') as ImageHash;
}
