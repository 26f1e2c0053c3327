import type { CaptionHead } from '../../core/contract/image.ts';

/** An image's captions: those that stand now, and those that were made before by the same nodes. */
export interface CaptionsByAge<T> {
  readonly present: readonly T[];
  readonly earlier: readonly T[];
}

/**
 * A node that captioned an image again, or with another prompt, has left what it wrote before: only its newest caption stands.
 * Captions without a node came with the image, and all stand.
 *
 * @param captions newest first
 */
export function captionsByAge<T extends Pick<CaptionHead, 'node'>>(captions: readonly T[]): CaptionsByAge<T> {
  const isPresent = (caption: T, index: number) =>
    caption.node === undefined || captions.findIndex(({ node }) => node === caption.node) === index;
  return {
    present: captions.filter(isPresent),
    earlier: captions.filter((caption, index) => !isPresent(caption, index)),
  };
}
