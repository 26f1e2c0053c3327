import { toErrorRecord } from '../../core/errors.ts';
import { encodeImage, greyForHash, makeThumbnail, probeImage } from './decode-image.ts';
import { imageChanged } from './image-errors.ts';
import type { ImageAnswers, ImageReply, ImageTask, Inspection } from './image-task.ts';
import { perceptualHashOf } from './perceptual-hash.ts';
import { readExif } from './read-exif.ts';
import { type ImageBytes, readImageFile } from './read-image-file.ts';

/*
 * Entry of the threads that read, hash and decode pictures. Keeps no state between tasks.
 */

const work: {
  readonly [T in ImageTask['do']]: (task: Extract<ImageTask, { do: T }>) => Promise<ImageAnswers[T]>;
} = {
  inspect: (task) => inspect(task.path),
  async hash(task) {
    const { hash, stat } = await readImageFile(task.path);
    return { hash, stat };
  },
  encode: async (task) => encodeImage(await readExpected(task), task.path, task.maxPixels),
  thumbnail: async (task) => makeThumbnail(await readExpected(task), task.path),
  'perceptual-hash': async (task) => perceptualHashOf(await greyForHash(await readExpected(task), task.path)),
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

/** Reads a file once: identity, facts, EXIF, and a thumbnail, which proves that it decodes to its end. */
async function inspect(path: string): Promise<Inspection> {
  let file: ImageBytes | undefined;
  try {
    file = await readImageFile(path);
    const { bytes, hash, stat } = file;
    const facts = await probeImage(bytes, path);
    const thumbnail = await makeThumbnail(bytes, path);
    return {
      kind: 'image',
      stat,
      image: { hash, ...facts, bytes: bytes.length },
      exif: readExif(bytes),
      thumbnail,
    };
  } catch (thrown) {
    return { kind: 'problem', error: toErrorRecord(thrown), ...(file && { stat: file.stat }) };
  }
}

async function readExpected(task: { readonly path: string; readonly hash: string }): Promise<Buffer> {
  const { bytes, hash } = await readImageFile(task.path);
  if (hash !== task.hash) throw imageChanged(task.path);
  return bytes;
}
