import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toCodedError, UserError } from '../../core/errors.ts';
import { isBatchName, uploadSegments } from './upload-path.ts';

/** Bounds of what a browser tab may leave on the disk. */
export interface UploadLimits {
  readonly bytesPerFile: number;
  readonly filesPerBatch: number;
  readonly bytesPerBatch: number;
}

export const UPLOAD_LIMITS: UploadLimits = {
  bytesPerFile: 512 * 2 ** 20,
  filesPerBatch: 100_000,
  bytesPerBatch: 64 * 2 ** 30,
};

export interface Received {
  /** Absolute folder of the whole drop, to be used as a source's folder. */
  readonly folder: string;
  readonly bytes: number;
}

/** Takes files that were dropped on a browser tab, one by one, into a folder for each drop. */
export class UploadReceiver {
  readonly #limits: UploadLimits;
  readonly #batches = new Map<string, { files: number; bytes: number }>();

  constructor(limits: UploadLimits = UPLOAD_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Stores one file as `<parent>/<batch>/<path>`; it appears whole or not at all.
   * Throws USAGE, PATH_OUTSIDE_ROOT, IMAGE_TOO_LARGE, OUTPUT_EXISTS, DISK_FULL.
   */
  async receive(parent: string, batch: string, path: string, content: Readable): Promise<Received> {
    if (!isBatchName(batch))
      throw new UserError('USAGE', 'The drop has no valid name.', {
        remedy: 'Reload the page and drop again.',
      });
    const segments = uploadSegments(path);
    const folder = join(parent, batch);
    const used = this.#batches.get(folder) ?? { files: 0, bytes: 0 };
    this.#batches.set(folder, used);
    if (used.files >= this.#limits.filesPerBatch || used.bytes >= this.#limits.bytesPerBatch) throw tooMuch();
    used.files += 1;
    const target = join(folder, ...segments);
    await mkdir(dirname(target), { recursive: true });
    await refuseOutside(folder, dirname(target));
    const part = join(folder, `.${randomBytes(8).toString('hex')}.part`);
    const bytes = await this.#write(part, content, used);
    await put(part, target);
    return { folder, bytes };
  }

  async #write(part: string, content: Readable, used: { bytes: number }): Promise<number> {
    let bytes = 0;
    const limits = this.#limits;
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        used.bytes += chunk.length;
        done(bytes > limits.bytesPerFile || used.bytes > limits.bytesPerBatch ? tooMuch() : null, chunk);
      },
    });
    try {
      await pipeline(content, counter, createWriteStream(part, { flags: 'wx' }));
      return bytes;
    } catch (error) {
      used.bytes -= bytes;
      await rm(part, { force: true });
      throw diskError(error);
    }
  }
}

async function put(part: string, target: string): Promise<void> {
  try {
    const there = await lstat(target).catch(() => undefined); // absent is the usual case
    if (there)
      throw new UserError('OUTPUT_EXISTS', 'Two dropped files have the same path.', {
        remedy: 'Drop them one after the other, or rename one.',
      });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw diskError(error);
  }
}

/** A link planted inside the folder must not lead out of it. */
async function refuseOutside(folder: string, place: string): Promise<void> {
  const root = await realpath(folder);
  const real = resolve(await realpath(place));
  if (real !== root && !real.startsWith(root + sep))
    throw new UserError('PATH_OUTSIDE_ROOT', 'This file would land outside of its folder.', {
      remedy: 'Remove the link in the project’s dropped files, and drop again.',
    });
}

function tooMuch(): UserError {
  return new UserError('IMAGE_TOO_LARGE', 'This is more than a browser tab may hand over.', {
    remedy: 'Use “Choose folder”, which reads the pictures where they are.',
  });
}

function diskError(error: unknown): Error {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return new UserError('DISK_FULL', 'The disk is full.', {
      remedy: 'Free some space, and drop the files again.',
      cause: error,
    });
  return toCodedError(error);
}
