import { z } from 'zod';
import { UserError } from '../../../core/errors.ts';

const entryShape = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().min(0),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: z.number().min(0) }).optional(),
});

/** A file of a repository on the hub, with what it must hash to. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash:
    | { readonly kind: 'sha256'; readonly hex: string }
    /** SHA-1 over `blob <size> NUL <bytes>`: what git calls the file when it is not kept in LFS. */
    | { readonly kind: 'git-sha1'; readonly hex: string };
}

export interface HubAddress {
  readonly hub: string;
  readonly repository: string;
  readonly revision: string;
  /** Sent to the hub's own origin and never along a redirect to another. */
  readonly token?: string;
}

/** Files of a repository at a revision. Throws MODEL_DOWNLOAD. */
export async function listHubFiles(address: HubAddress, signal: AbortSignal): Promise<readonly HubFile[]> {
  const { hub, repository, revision } = address;
  let url: URL | undefined = new URL(
    `/api/models/${repository}/tree/${encodeURIComponent(revision)}?recursive=true`,
    hub,
  );
  const files: HubFile[] = [];
  for (let page = 0; url !== undefined && page < 50; page++) {
    const response: Response = await hubFetch(url, address, {}, signal);
    const entries = z.array(entryShape).safeParse(await response.json().catch(() => undefined));
    if (!entries.success) throw badAnswer(hub);
    files.push(...entries.data.flatMap(hubFile));
    url = nextPage(response.headers.get('link'), url);
  }
  return files;
}

/** Starts the download of one file from a byte on. The answer may start at 0 all the same: status 200 instead of 206. */
export function openHubFile(
  address: HubAddress,
  file: string,
  fromByte: number,
  signal: AbortSignal,
): Promise<Response> {
  const { hub, repository, revision } = address;
  const url = new URL(
    `/${repository}/resolve/${encodeURIComponent(revision)}/${file.split('/').map(encodeURIComponent).join('/')}`,
    hub,
  );
  return hubFetch(url, address, fromByte > 0 ? { range: `bytes=${fromByte}-` } : {}, signal);
}

const MOST_REDIRECTS = 6;

/** Follows redirects by hand, so that the token goes to the hub's origin alone; refuses to go from https to http. */
async function hubFetch(
  start: URL,
  { hub, token }: HubAddress,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const home = new URL(hub).origin;
  let url = start;
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    const own: Record<string, string> =
      token !== undefined && url.origin === home ? { authorization: `Bearer ${token}` } : {};
    let response: Response;
    try {
      // Without compression, so that ranges and sizes are those of the file.
      response = await fetch(url, {
        headers: { 'accept-encoding': 'identity', ...headers, ...own },
        redirect: 'manual',
        signal,
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new UserError('MODEL_DOWNLOAD', `The model hub at ${new URL(hub).host} could not be reached.`, {
        remedy: 'Check the network connection, then download again: it goes on where it stopped.',
        cause,
      });
    }
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (!response.ok) throw await refused(response, hub);
      return response;
    }
    await response.body?.cancel();
    const next = new URL(location, url);
    if (next.protocol !== 'https:' && (next.protocol !== 'http:' || url.protocol === 'https:'))
      throw badAnswer(hub);
    url = next;
  }
  throw badAnswer(hub);
}

function hubFile(entry: z.output<typeof entryShape>): readonly HubFile[] {
  if (entry.type !== 'file') return [];
  if (entry.lfs !== undefined) {
    const hex = entry.lfs.oid.replace(/^sha256:/, '').toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(hex)) return [];
    return [{ path: entry.path, bytes: entry.lfs.size, hash: { kind: 'sha256', hex } }];
  }
  const hex = entry.oid?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{40}$/.test(hex)) return [];
  return [{ path: entry.path, bytes: entry.size, hash: { kind: 'git-sha1', hex } }];
}

/** `Link: <…>; rel="next"`, on the same origin only. */
function nextPage(link: string | null, from: URL): URL | undefined {
  const target = link === null ? undefined : /<([^>]+)>\s*;\s*rel="?next"?/.exec(link)?.[1];
  if (target === undefined || !URL.canParse(target, from.href)) return undefined;
  const url = new URL(target, from);
  return url.origin === from.origin ? url : undefined;
}

async function refused(response: Response, hub: string): Promise<UserError> {
  const excerpt = (await response.text().catch(() => '')).slice(0, 500);
  const host = new URL(hub).host;
  if (response.status === 401 || response.status === 403) {
    return new UserError('MODEL_DOWNLOAD', `${host} does not give this model to everybody.`, {
      remedy: 'Accept its licence on the hub and enter a token in the settings.',
      excerpt,
    });
  }
  if (response.status === 404) {
    return new UserError('MODEL_DOWNLOAD', `${host} does not have this model, or not this file of it.`, {
      remedy: 'Check the hub’s address in the settings, or choose another model.',
      excerpt,
    });
  }
  return new UserError('MODEL_DOWNLOAD', `${host} answered with status ${response.status}.`, {
    remedy: 'Try again later: the download goes on where it stopped.',
    excerpt,
  });
}

function badAnswer(hub: string): UserError {
  return new UserError('MODEL_DOWNLOAD', `${new URL(hub).host} does not answer like a model hub.`, {
    remedy: 'Check the hub’s address in the settings.',
  });
}
