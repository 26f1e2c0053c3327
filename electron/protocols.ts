import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type CustomScheme, protocol } from 'electron';
import {
  APP_SCHEME,
  CONTENT_POLICY,
  PICTURE_SCHEME,
  type PictureAddress,
  parseAppAddress,
  parsePictureAddress,
} from './addresses.ts';

/** A picture's bytes, or why there is none. */
export interface Picture {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Both schemes are standard and secure, so that pages have an origin; neither bypasses the policy. */
export const SCHEMES: readonly CustomScheme[] = [
  {
    scheme: APP_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  },
  { scheme: PICTURE_SCHEME, privileges: { standard: true, secure: true, stream: true } },
];

const NEVER_SNIFF = { 'X-Content-Type-Options': 'nosniff' };

/** Serves the built interface from `folder`, and pictures from `picture`. Call once, after the app is ready. */
export function serveProtocols(
  folder: string,
  picture: (address: PictureAddress) => Promise<Picture | undefined>,
): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = request.method === 'GET' ? parseAppAddress(request.url) : undefined;
    if (file === undefined) return notFound();
    const bytes = await readFile(path.join(folder, file.path)).catch(() => undefined);
    if (bytes === undefined) return notFound();
    return new Response(new Uint8Array(bytes), {
      headers: {
        ...NEVER_SNIFF,
        'Content-Type': file.mediaType,
        'Content-Security-Policy': CONTENT_POLICY,
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
      },
    });
  });
  protocol.handle(PICTURE_SCHEME, async (request) => {
    const address = request.method === 'GET' ? parsePictureAddress(request.url) : undefined;
    const found = address === undefined ? undefined : await picture(address);
    // A picture from a stranger is a picture only: never a document that could run scripts.
    if (found === undefined || !/^image\/(?!svg)[a-z0-9.+-]+$/.test(found.mediaType)) return notFound();
    return new Response(new Uint8Array(found.bytes), {
      headers: {
        ...NEVER_SNIFF,
        'Content-Type': found.mediaType,
        // The address is the content's hash: it can never mean anything else.
        'Cache-Control': 'private, max-age=31536000, immutable',
      },
    });
  });
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}
