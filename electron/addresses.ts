import { type ImageHash, isImageHash } from '../core/ids.ts';

/** Scheme of the app's own pages. */
export const APP_SCHEME = 'ekp-app';
/** Scheme of the project's pictures. */
export const PICTURE_SCHEME = 'ekp';
/** The origin of every page that the app shows. */
export const APP_ORIGIN = `${APP_SCHEME}://app`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/**
 * What our pages may load and reach. Scripts come from the app alone; styles may stand inline, because the parts of the interface
 * set positions that way; nothing goes over the network.
 */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  `img-src 'self' ${PICTURE_SCHEME}: blob: data:`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Whether a page or frame with this address is one of ours. */
export function isOwnPage(address: string | undefined): boolean {
  if (address === undefined) return false;
  const url = URL.parse(address);
  // `origin` of a scheme that Node does not know is "null": compare the parts.
  return url !== null && url.protocol === `${APP_SCHEME}:` && url.host === 'app' && url.username === '';
}

export interface PictureAddress {
  readonly size: 'image' | 'thumb';
  readonly hash: ImageHash;
}

/** Reads `ekp://image/<hash>` or `ekp://thumb/<hash>`; undefined for anything else, so that no path can be smuggled in. */
export function parsePictureAddress(address: string): PictureAddress | undefined {
  const match = /^ekp:\/\/(image|thumb)\/([0-9a-f]{64})$/.exec(address);
  const [, size, hash] = match ?? [];
  if ((size !== 'image' && size !== 'thumb') || hash === undefined || !isImageHash(hash)) return undefined;
  return { size, hash };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.md': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
};

export interface AppFile {
  /** Relative to the folder of the built interface, with forward slashes. */
  readonly path: string;
  readonly mediaType: string;
}

/** Reads the address of one of the app's own files; undefined for what is not one: other hosts, hidden files, unknown kinds, ways out. */
export function parseAppAddress(address: string): AppFile | undefined {
  if (!isOwnPage(address)) return undefined;
  const path = new URL(address).pathname.slice(1) || 'index.html';
  const parts = path.split('/');
  if (parts.some((part) => !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part))) return undefined;
  const mediaType = MEDIA_TYPES[/\.[a-z0-9]+$/.exec(path)?.[0] ?? ''];
  return mediaType === undefined ? undefined : { path, mediaType };
}
