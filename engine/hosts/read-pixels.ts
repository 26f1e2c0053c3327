import { RawImage } from '@huggingface/transformers';
import sharp from 'sharp';
import { UserError } from '../../core/errors.ts';

/** Same limit as the image service's: nothing larger reaches a host, and a file that lies about its size ends here. */
const MAX_PIXELS = 268_402_689;

/**
 * Decodes a picture the way captioners see it: first frame, upright, sRGB, on white where it is transparent, at most `maxPixels` in
 * area (width × height). Throws IMAGE_DAMAGED.
 */
export async function readPixels(file: string, maxPixels?: number): Promise<RawImage> {
  try {
    const picture = sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' });
    const { autoOrient } = await sharp(file, { limitInputPixels: MAX_PIXELS }).metadata();
    const shrink = Math.sqrt((maxPixels ?? MAX_PIXELS) / Math.max(1, autoOrient.width * autoOrient.height));
    if (shrink < 1) {
      picture.resize({
        width: Math.max(1, Math.floor(autoOrient.width * shrink)),
        height: Math.max(1, Math.floor(autoOrient.height * shrink)),
        fit: 'fill',
      });
    }
    const { data, info } = await picture.removeAlpha().raw({ depth: 'uchar' }).toBuffer({
      resolveWithObject: true,
    });
    const image = new RawImage(
      new Uint8ClampedArray(data),
      info.width,
      info.height,
      channelsOf(info.channels),
    );
    return image.rgb();
  } catch (error) {
    throw new UserError('IMAGE_DAMAGED', 'The picture could not be decoded.', {
      remedy: 'Open it in an image editor and save it again, or leave it out.',
      cause: error,
    });
  }
}

function channelsOf(count: number): 1 | 2 | 3 | 4 {
  if (count === 1 || count === 2 || count === 3 || count === 4) return count;
  throw new Error(`${count} channels`);
}
