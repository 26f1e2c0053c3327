import { open } from 'node:fs/promises';
import type { ImageHash } from '../../core/ids.ts';
import type { ImageService } from '../images/image-service.ts';
import type { RecentProjects } from './recent-projects.ts';

/** Largest area that a re-encoded original has, in pixels. */
const REENCODED_PIXELS = 40_000_000;

/** A picture as a browser can show it: the original file, or bytes made from it. */
export type Picture =
  | { readonly kind: 'file'; readonly mime: string; readonly path: string }
  | { readonly kind: 'bytes'; readonly mime: string; readonly bytes: Uint8Array };

/** The pictures of the project that is open, for the `ekp:` protocol and the web server. */
export interface Pictures {
  /** Throws FILE_NOT_FOUND, IMAGE_CHANGED, or what decoding throws. */
  original(image: ImageHash, signal: AbortSignal): Promise<Picture>;
  /** WebP, longest side 256. */
  thumbnail(image: ImageHash): Promise<Picture>;
}

/**
 * Pictures out of whatever image service has them at present; `images` throws when there is none. Thumbnails that it does not have may
 * be those of a recent project.
 */
export function servePictures(
  images: (image: ImageHash) => ImageService,
  recent?: Pick<RecentProjects, 'picture'>,
): Pictures {
  return {
    async original(image, signal) {
      const service = images(image);
      const path = await service.locate(image);
      const mime = await browserMime(path);
      if (mime !== undefined) return { kind: 'file', mime, path };
      const { mime: made, bytes } = await service.encode(image, REENCODED_PIXELS, signal);
      return { kind: 'bytes', mime: made, bytes };
    },
    async thumbnail(image) {
      const show = (bytes: Uint8Array): Picture => ({ kind: 'bytes', mime: 'image/webp', bytes });
      try {
        return show(await images(image).thumbnail(image));
      } catch (thrown) {
        const bytes = await recent?.picture(image);
        if (bytes === undefined) throw thrown;
        return show(bytes);
      }
    },
  };
}

/** The type of a file by its first bytes, never by its name, where every browser shows it; SVG is left out: it may hold scripts. */
async function browserMime(path: string): Promise<string | undefined> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return mimeOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** JPEG, PNG, GIF, WebP and AVIF by their signatures; undefined for anything else. */
function mimeOf(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp';
  if (text.startsWith('ftypavif', 4) || text.startsWith('ftypavis', 4)) return 'image/avif';
  return undefined;
}
