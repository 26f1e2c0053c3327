import type { ImageHash } from '../../core/ids.ts';
import { createIdentifier } from './identify-files.ts';
import { createImagePool } from './image-pool.ts';
import type { ImageService } from './image-service.ts';
import type { KnownImages } from './known-images.ts';
import { locateImage } from './locate-image.ts';
import { cancelled } from './slots.ts';
import { openThumbnailCache } from './thumbnail-cache.ts';

export interface ImageServiceOptions {
  /** The project's table of images, or the double. */
  readonly store: KnownImages;
  /** Absolute path of the thumbnails' file, beside the project. */
  readonly cachePath: string;
  /** Absolute folder that relative roots lie below: the project's. Default: the present working folder. */
  readonly base?: string;
  /** Threads; by default as many as there are cores, at most four. */
  readonly workers?: number;
  /** Size of the thumbnails' file, bytes; default 512 MB. */
  readonly cacheLimitBytes?: number;
}

/** Pictures of one project. Close it before the project: what is under way still saves. */
export function createImageService(options: ImageServiceOptions): ImageService {
  const { store } = options;
  const pool = createImagePool(options.workers);
  const thumbnails = openThumbnailCache(options.cachePath, options.cacheLimitBytes);
  const identify = createIdentifier({ store, pool, thumbnails, base: options.base ?? process.cwd() });
  const thumbnailsUnderWay = new Map<ImageHash, Promise<Uint8Array>>();
  const hashesUnderWay = new Map<ImageHash, Promise<string>>();
  const locate = (image: ImageHash) => locateImage(image, store, pool);

  async function makeThumbnail(image: ImageHash): Promise<Uint8Array> {
    const bytes = await pool.run<'thumbnail'>({ do: 'thumbnail', path: await locate(image), hash: image });
    thumbnails.put([{ image, bytes }]);
    return bytes;
  }

  async function makePerceptualHash(image: ImageHash): Promise<string> {
    const path = await locate(image);
    const digits = await pool.run<'perceptual-hash'>({ do: 'perceptual-hash', path, hash: image });
    store.savePerceptualHash(image, digits);
    return digits;
  }

  return {
    identify,
    locate,
    async encode(image, maxPixels, signal) {
      if (signal.aborted) throw cancelled();
      const path = await locate(image);
      return pool.run<'encode'>({ do: 'encode', path, hash: image, maxPixels }, signal);
    },
    async dataUri(image, maxPixels, signal) {
      if (signal.aborted) throw cancelled();
      const path = await locate(image);
      return pool.run<'data-uri'>({ do: 'data-uri', path, hash: image, maxPixels }, signal);
    },
    async thumbnail(image) {
      return thumbnails.get(image) ?? once(thumbnailsUnderWay, image, () => makeThumbnail(image));
    },
    async perceptualHash(image, signal) {
      if (signal.aborted) throw cancelled();
      const known = store.perceptualHash(image);
      return known ?? once(hashesUnderWay, image, () => makePerceptualHash(image));
    },
    async close() {
      await pool.close();
      await Promise.allSettled([...thumbnailsUnderWay.values(), ...hashesUnderWay.values()]);
      thumbnails.close();
    },
  };
}

/** Lets those who ask for the same thing at the same time share the work. */
function once<K, T>(underWay: Map<K, Promise<T>>, key: K, work: () => Promise<T>): Promise<T> {
  const running = underWay.get(key);
  if (running !== undefined) return running;
  const started = work().finally(() => underWay.delete(key));
  underWay.set(key, started);
  return started;
}
