import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';
import { encodeImage, greyForHash, makeThumbnail, probeImage } from './decode-image.ts';
import { imageChanged } from './image-errors.ts';
import type { DataUri, ImageAnswers, ImageReply, ImageTask, Inspection } from './image-task.ts';
import { perceptualHashOf } from './perceptual-hash.ts';
import { readExif } from './read-exif.ts';
import { type ImageBytes, readImageFile } from './read-image-file.ts';

/*
 * Entry of the threads that read, hash and decode pictures. Keeps no state between tasks.
 */

const work: {
  readonly [T in ImageTask['do']]: (task: Extract<ImageTask, { do: T }>) => Promise<ImageAnswers[T]>;
} = {
  inspect: (task) => inspectAll(task.paths),
  async hash(task) {
    const { hash, stat } = readImageFile(task.path);
    return { hash, stat };
  },
  encode: async (task) => encodeImage(readExpected(task), task.path, task.maxPixels),
  'data-uri': async (task) => toDataUri(await encodeImage(readExpected(task), task.path, task.maxPixels)),
  thumbnail: async (task) => makeThumbnail(readExpected(task), task.path),
  'perceptual-hash': async (task) => perceptualHashOf(await greyForHash(readExpected(task), task.path)),
};

/** Does one task; never throws, so that errors keep their codes on the way back. */
export async function runImageTask<T extends ImageTask['do']>(
  task: Extract<ImageTask, { do: T }>,
): Promise<ImageReply<T>> {
  try {
    return { ok: true, answer: await work[task.do as T](task) };
  } catch (thrown) {
    return { ok: false, error: toErrorRecord(thrown) };
  }
}

/** One picture is decoded at a time; the next file is read and hashed meanwhile. */
async function inspectAll(paths: readonly string[]): Promise<readonly Inspection[]> {
  const inspections: Promise<Inspection>[] = [];
  for (const path of paths) {
    const read = tryReading(path);
    await inspections.at(-1);
    inspections.push('error' in read ? Promise.resolve({ kind: 'problem', ...read }) : inspect(path, read));
  }
  return Promise.all(inspections);
}

function tryReading(path: string): ImageBytes | { readonly error: ErrorRecord } {
  try {
    return readImageFile(path);
  } catch (thrown) {
    return { error: toErrorRecord(thrown) };
  }
}

/** Identity, facts, EXIF, and a thumbnail, which proves that the picture decodes to its end. */
async function inspect(path: string, { bytes, hash, stat }: ImageBytes): Promise<Inspection> {
  try {
    const facts = await probeImage(bytes, path);
    const decoding = makeThumbnail(bytes, path);
    // Awaited below; the block of a broken picture may be in order.
    decoding.catch(() => undefined);
    const exif = readExif(bytes);
    const thumbnail = await decoding;
    return { kind: 'image', stat, image: { hash, ...facts, bytes: bytes.length }, exif, thumbnail };
  } catch (thrown) {
    return { kind: 'problem', error: toErrorRecord(thrown), stat };
  }
}

/** Here and not in the engine: base64 of a megabyte takes a millisecond that it has better uses for. */
function toDataUri({ mime, bytes, width, height }: Awaited<ReturnType<typeof encodeImage>>): DataUri {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { uri: Buffer.from(`data:${mime};base64,${base64}`, 'latin1'), width, height };
}

function readExpected(task: { readonly path: string; readonly hash: string }): Buffer {
  const { bytes, hash } = readImageFile(task.path);
  if (hash !== task.hash) throw imageChanged(task.path);
  return bytes;
}
