import sharp from 'sharp';
import type { ImageFacet } from '../../core/sample.ts';
import { imageDamaged, imageNotAnImage, imageTooManyPixels, imageUnsupported } from './image-errors.ts';
import { LOSSLESS_PIXELS, MAX_PIXELS, THUMBNAIL_SIDE, THUMBNAIL_WEBP } from './image-limits.ts';
import './limit-decoders.ts';
import { HASH_INPUT_SIDE } from './perceptual-hash.ts';
import { sniffFormat } from './sniff-format.ts';

const WHITE = '#ffffff';

// Each thread of ours decodes one picture at a time; libvips' own threads and its cache of operations would only fight with them.
sharp.concurrency(1);
sharp.cache(false);

export type ImageFacts = Omit<ImageFacet, 'hash' | 'bytes'>;

/**
 * Facts out of a picture's header; nothing is decoded, and pictures over the pixel limit are refused here. `path` serves messages only.
 * Throws IMAGE_NOT_AN_IMAGE, IMAGE_UNSUPPORTED, IMAGE_DAMAGED, IMAGE_TOO_LARGE.
 */
export async function probeImage(bytes: Buffer, path: string): Promise<ImageFacts> {
  const sniffed = sniffFormat(bytes);
  if (sniffed.kind === 'unsupported') throw imageUnsupported(path, sniffed.format);
  if (sniffed.kind === 'other') throw imageNotAnImage(path, sniffed.what);
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((thrown: unknown) => {
      throw imageDamaged(path, thrown);
    });
  const { width, height } = metadata.autoOrient;
  if (width * height > MAX_PIXELS) throw imageTooManyPixels(path, width, height);
  const format = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format;
  return { width, height, format, frames: metadata.pages ?? 1 };
}

/** WebP, upright, sRGB, longest side 256, smaller pictures as they are. Throws IMAGE_DAMAGED also when only the end is missing. */
export async function makeThumbnail(bytes: Buffer, path: string): Promise<Uint8Array> {
  return decode(path, () =>
    openUpright(bytes)
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp(THUMBNAIL_WEBP)
      .toBuffer(),
  );
}

/**
 * The form in which a picture is sent to a model: upright, sRGB, 8 bits, on white, at most `maxPixels`. Small drawings (PNG, GIF) stay free of
 * loss as PNG, all else becomes JPEG of quality 90.
 */
export async function encodeImage(
  bytes: Buffer,
  path: string,
  maxPixels: number,
): Promise<{ mime: string; bytes: Uint8Array; width: number; height: number }> {
  const { width, height, format } = await probeImage(bytes, path);
  const lossless = (format === 'png' || format === 'gif') && width * height <= LOSSLESS_PIXELS;
  const fitted = fitPixels(width, height, maxPixels);
  const upright = openUpright(bytes)
    .flatten({ background: WHITE })
    .resize(fitted.width, fitted.height, { fit: 'fill' })
    .toColourspace('srgb');
  const encoded = await decode(path, () =>
    (lossless ? upright.png() : upright.jpeg({ quality: 90 })).toBuffer(),
  );
  return { mime: lossless ? 'image/png' : 'image/jpeg', bytes: encoded, ...fitted };
}

/** 32 × 32 grey values, row by row, for the perceptual hash. */
export async function greyForHash(bytes: Buffer, path: string): Promise<Uint8Array> {
  await probeImage(bytes, path);
  return decode(path, () =>
    openUpright(bytes)
      .flatten({ background: WHITE })
      .resize(HASH_INPUT_SIDE, HASH_INPUT_SIDE, { fit: 'fill' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
}

/** Largest size of the same proportions, at least 1 × 1, whose area is at most `maxPixels`; never larger than the picture. */
export function fitPixels(
  width: number,
  height: number,
  maxPixels: number,
): { width: number; height: number } {
  if (width * height <= maxPixels) return { width, height };
  const scale = Math.sqrt(maxPixels / (width * height));
  const short = Math.max(1, Math.floor(Math.min(width, height) * scale));
  const long = Math.max(
    1,
    Math.min(Math.floor(Math.max(width, height) * scale), Math.floor(maxPixels / short)),
  );
  return width < height ? { width: short, height: long } : { width: long, height: short };
}

/** `truncated` tolerates what viewers tolerate (a strange marker), but not a missing end. The first frame of several. */
function openUpright(bytes: Buffer) {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' }).autoOrient();
}

async function decode(path: string, run: () => Promise<Buffer>): Promise<Buffer> {
  return run().catch((thrown: unknown) => {
    throw imageDamaged(path, thrown);
  });
}
