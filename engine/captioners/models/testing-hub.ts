import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestingHubOptions {
  /** Files by repository and path. Those with an `.onnx` in their name are listed as LFS files. */
  readonly repositories: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  /** Where set, every request to the hub needs this token. */
  readonly token?: string;
  /** LFS files are sent from another origin, as the real hub does. */
  readonly redirect?: boolean;
}

export interface HubRequest {
  readonly host: 'hub' | 'store';
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface TestingHub {
  readonly url: string;
  readonly log: readonly HubRequest[];
  /** The next answers with this file's content break off after so many bytes each. */
  cut(path: string, afterBytes: number, times: number): void;
  /** Answers with this file's content stop after so many bytes, until what is given back is called. */
  hold(path: string, afterBytes: number): () => void;
  /** Listed entries are passed through this before they are sent. */
  tamper(change: (entries: readonly Record<string, unknown>[]) => readonly unknown[]): void;
  /** What is sent for a file instead of its content. */
  replace(path: string, content: Buffer): void;
  close(): Promise<void>;
}

/** A server that speaks the part of the Hugging Face hub's protocol that downloads need; for tests and journeys, on 127.0.0.1. */
export async function startTestingHub(options: TestingHubOptions): Promise<TestingHub> {
  const log: HubRequest[] = [];
  const cuts = new Map<string, { afterBytes: number; times: number }>();
  const replaced = new Map<string, Buffer>();
  const holds = new Map<string, { afterBytes: number; readonly waiting: (() => void)[] }>();
  let change: (entries: readonly Record<string, unknown>[]) => readonly unknown[] = (entries) => entries;

  const store = createServer((request, response) => {
    const { repository, path } = JSON.parse(
      Buffer.from((request.url ?? '').slice(1), 'base64url').toString(),
    ) as { repository: string; path: string };
    note('store', path, request);
    sendFile(repository, path, request, response);
  });
  const hub = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    note('hub', url.pathname, request);
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      return void response.writeHead(401).end('Unauthorized');
    }
    const tree = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/[^/]+$/.exec(url.pathname)?.[1];
    if (tree !== undefined) return listFiles(tree, response);
    const [, repository, path] = /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(url.pathname) ?? [];
    if (repository === undefined || path === undefined) return void response.writeHead(404).end();
    const decoded = decodeURIComponent(path);
    if (!options.redirect || !decoded.includes('.onnx'))
      return sendFile(repository, decoded, request, response);
    const place = Buffer.from(JSON.stringify({ repository, path: decoded })).toString('base64url');
    response.writeHead(302, { location: `http://localhost:${portOf(store)}/${place}` }).end();
  });

  function note(host: HubRequest['host'], path: string, { headers }: IncomingMessage): void {
    log.push({ host, path, range: headers.range, authorization: headers.authorization });
  }

  function listFiles(repository: string, response: ServerResponse): void {
    const files = options.repositories[repository];
    if (files === undefined) return void response.writeHead(404).end('{}');
    const entries = Object.entries(files).map(([path, content]) => ({
      type: 'file',
      path,
      size: content.length,
      oid: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
      ...(path.includes('.onnx') && {
        lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length },
      }),
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(change([{ type: 'directory', path: 'onnx', size: 0, oid: '' }, ...entries])));
  }

  function sendFile(
    repository: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const content = replaced.get(path) ?? options.repositories[repository]?.[path];
    if (content === undefined) return void response.writeHead(404).end();
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const part = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': part.length,
      ...(start > 0 && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    const held = holds.get(path);
    if (held !== undefined) {
      const first = Math.max(0, held.afterBytes - start);
      response.write(part.subarray(0, first));
      held.waiting.push(() => response.end(part.subarray(first)));
      return;
    }
    const cut = cuts.get(path);
    if (cut === undefined || cut.times === 0) return void response.end(part);
    cut.times -= 1;
    // An orderly end of the connection: a reset could take bytes with it that were sent already.
    response.write(part.subarray(0, cut.afterBytes), () => response.socket?.end());
  }

  await Promise.all([
    new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => store.listen(0, 'localhost', resolve)),
  ]);
  return {
    url: `http://127.0.0.1:${portOf(hub)}`,
    log,
    cut: (path, afterBytes, times) => void cuts.set(path, { afterBytes, times }),
    hold: (path, afterBytes) => {
      const held = { afterBytes, waiting: [] as (() => void)[] };
      holds.set(path, held);
      return () => {
        holds.delete(path);
        for (const go of held.waiting) go();
      };
    },
    tamper: (next) => {
      change = next;
    },
    replace: (path, content) => void replaced.set(path, content),
    close: async () => {
      for (const server of [hub, store]) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

function portOf(server: ReturnType<typeof createServer>): number {
  return (server.address() as AddressInfo).port;
}
