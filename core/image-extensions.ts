/**
 * Extensions of files that are taken for pictures, lower case, without the dot. Some of them (`heic`, `heif`, `bmp`) cannot be
 * decoded on every machine; such files come as samples that say so, instead of being passed over in silence.
 */
const IMAGE_EXTENSIONS = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'gif',
  'tif',
  'tiff',
  'avif',
  'heic',
  'heif',
  'bmp',
] as const;

const EXTENSIONS: ReadonlySet<string> = new Set(IMAGE_EXTENSIONS);

/** Whether a file's name ends like a picture's, in either case. Says nothing about what is inside. */
export function hasImageExtension(path: string): boolean {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') + 1 && EXTENSIONS.has(path.slice(dot + 1).toLowerCase());
}
