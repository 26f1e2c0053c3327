import type { ImageFacet } from '../../core/sample.ts';

/** What is worth saying of a picture that is used all the same; undefined for most. */
export function noticeOf({ frames, format }: ImageFacet): string | undefined {
  if (frames <= 1) return undefined;
  return format === 'gif' || format === 'webp'
    ? `Animated: only the first of ${frames} frames is used.`
    : `Has ${frames} pages: only the first is used.`;
}
