import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What the checks look at; a part of Node's request. */
export interface RequestFacts {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** A WebSocket is asked for. */
  readonly upgrade: boolean;
}

/** Why a request is turned away; undefined lets it pass. */
export type Refusal = { readonly status: 401 | 403; readonly message: string } | undefined;

/** 256 random bits for a URL or a cookie. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares without telling by its duration how much was right; lengths are hidden, too. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Requests that could come from another site's page in the same browser are turned away: a foreign name in `Host` (DNS rebinding),
 * a foreign `Origin` (pages that post or open sockets), or another page that embeds ours [SRV2, SRV3].
 */
export function refuseForeign(request: RequestFacts, port: number): Refusal {
  const host = one(request.headers.host)?.toLowerCase();
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !names.includes(host))
    return { status: 403, message: 'This address is not served here.' };
  const origin = one(request.headers.origin);
  const ours = names.map((name) => `http://${name}`);
  const mustSayOrigin = request.upgrade || !['GET', 'HEAD'].includes(request.method);
  if (origin === undefined ? mustSayOrigin : !ours.includes(origin))
    return { status: 403, message: 'Requests from other sites are refused.' };
  const site = one(request.headers['sec-fetch-site']);
  const isNavigation = one(request.headers['sec-fetch-mode']) === 'navigate' && request.method === 'GET';
  if (site !== undefined && !['same-origin', 'none'].includes(site) && !isNavigation)
    return { status: 403, message: 'Requests from other sites are refused.' };
  return undefined;
}

/** The cookie bears the port: cookies are shared by all ports of a host. */
function cookieName(port: number): string {
  return `ekphrasis-${port}`;
}

export function sessionCookie(port: number, secret: string): string {
  return `${cookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
}

/** Whether the request carries this server's cookie [SRV1]. */
export function hasSession(request: RequestFacts, port: number, secret: string): boolean {
  const wanted = `${cookieName(port)}=`;
  return (one(request.headers.cookie) ?? '')
    .split(';')
    .map((part) => part.trim())
    .some((part) => part.startsWith(wanted) && sameSecret(part.slice(wanted.length), secret));
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}
