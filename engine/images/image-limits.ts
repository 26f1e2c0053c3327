/** Largest picture that is decoded, width × height. Below sharp's own limit of 268,402,689; about 600 MB as plain RGB. */
export const MAX_PIXELS = 200_000_000;

/** Largest picture file that is read, bytes. A 200-megapixel picture with 16 bits a channel and no compression just fits. */
export const MAX_FILE_BYTES = 1_300_000_000;

/** Longest side of a thumbnail, pixels. */
export const THUMBNAIL_SIDE = 256;

/** Against the default effort (4) encoding takes half the time, for files that are 2 % larger. */
export const THUMBNAIL_WEBP = { quality: 80, effort: 2 } as const;

/** Sources of at most this many pixels that are drawings by their format (PNG, GIF) are sent without loss. */
export const LOSSLESS_PIXELS = 500_000;
