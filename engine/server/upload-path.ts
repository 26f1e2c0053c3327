import { UserError } from '../../core/errors.ts';

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MAX_DEPTH = 32;
const MAX_SEGMENT_BYTES = 255;

/**
 * The segments of a dropped file's relative path, as the browser gave it. Throws PATH_OUTSIDE_ROOT for whatever could leave
 * the folder it is put into, or mean another file on another system.
 */
export function uploadSegments(path: string): readonly string[] {
  const segments = path.split('/');
  const bad = segments.length > MAX_DEPTH || segments.some((segment) => !isPlainName(segment));
  if (bad)
    throw new UserError('PATH_OUTSIDE_ROOT', 'This file has a path that cannot be taken over.', {
      remedy: 'Rename the file or its folder, and drop it again.',
    });
  return segments;
}

function isPlainName(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\\:*?"<>|\u0000-\u001f\u007f]/.test(segment)) return false;
  if (RESERVED.test(segment) || /[. ]$/.test(segment)) return false;
  return Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES;
}

/** Names one drop; chosen by the page. */
export function isBatchName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(text);
}
