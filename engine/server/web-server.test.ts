import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import type { EngineClient } from '../../core/contract/index.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import { startWebServer, type WebServer } from './web-server.ts';

let folder: string;
let engine: Engine;
let server: WebServer;
let cookie: string;
let drops: string;

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** With `node:http`, which lets a test lie about `Host` and send paths as they are. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const origin = () => `http://127.0.0.1:${server.port}`;
const asUser = (more: Record<string, string> = {}) => ({ cookie, origin: origin(), ...more });

function openSocket(headers: Record<string, string>): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) =>
      reject(new Error(`status ${response.statusCode}`)),
    );
    socket.on('error', reject);
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-server-'));
  const ui = join(folder, 'ui');
  drops = join(folder, 'drops');
  mkdirSync(join(ui, 'assets'), { recursive: true });
  writeFileSync(join(ui, 'index.html'), '<!doctype html><title>Ekphrasis</title>');
  writeFileSync(join(ui, 'assets', 'app-abc.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  engine = await createEngine(createNodeHost('web', { EKPHRASIS_DATA: join(folder, 'data') }));
  server = await startWebServer(
    { ...engine, dropFolder: async (target) => (target === 'new' ? join(drops, 'new') : drops) },
    {
      port: 0,
      interfaceFolder: ui,
      uploadLimits: { bytesPerFile: 1000, filesPerBatch: 4, bytesPerBatch: 3000 },
    },
  );
  const answer = await ask(new URL(server.url).pathname + new URL(server.url).search);
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
});

afterAll(async () => {
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('access', () => {
  it('[SRV1] exchanges the token for a cookie and takes it out of the address', async () => {
    const { pathname, search } = new URL(server.url);
    const answer = await ask(pathname + search);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(String(answer.headers['set-cookie'])).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(String(answer.headers['set-cookie'])).not.toContain(new URL(server.url).searchParams.get('token'));
    expect((await ask('/', { headers: { cookie } })).body).toContain('<title>Ekphrasis</title>');
  });

  it.each([
    '/',
    '/index.html',
    '/assets/app-abc.js',
    '/thumb/x',
    '/image/x',
    '/?token=wrong',
    '/?token=',
    '/rpc',
  ])('[SRV1] without the token nothing is given: %s', async (path) => {
    expect((await ask(path)).status).toBe(401);
  });

  it('[SRV2] a foreign Host is refused even with the cookie', async () => {
    expect((await ask('/', { headers: { cookie, host: `evil.example:${server.port}` } })).status).toBe(403);
  });

  it('[SRV3] a foreign Origin is refused on sockets and posts', async () => {
    await expect(openSocket({ cookie, origin: 'http://evil.example' })).rejects.toThrow('status 403');
    await expect(openSocket({ cookie })).rejects.toThrow('status 403');
    await expect(openSocket({ origin: origin() })).rejects.toThrow('status 401');
    const post = await ask('/upload', { method: 'POST', headers: { cookie, origin: 'http://evil.example' } });
    expect(post.status).toBe(403);
  });

  it('[SRV5] says what pages and pictures may do', async () => {
    const { headers } = await ask('/', { headers: { cookie } });
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self';",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect((await ask('/')).headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '//secret.txt',
  ])('[SRV5] the interface’s folder cannot be left: %s', async (path) => {
    const answer = await ask(path, { headers: { cookie } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('secret\n');
  });

  it('[SRV1] writes nothing to the console, the token least of all', async () => {
    const written: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0),
    );
    const { pathname, search } = new URL(server.url);
    await ask(pathname + search);
    await ask('/?token=wrong');
    await ask('/nothing', { headers: { cookie } });
    for (const spy of spies) spy.mockRestore();
    expect(written).toEqual([]);
  });
});

describe('RPC', () => {
  it('[RPC1] speaks the contract over a WebSocket', async () => {
    const socket = await openSocket(asUser());
    const client: EngineClient = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    expect(await client.project.get()).toBeNull();
    expect((await client.system.info()).host).toBe('web');
    await expect(client.flow.get()).rejects.toMatchObject({
      code: 'CODED',
      defined: true,
      data: {
        code: 'PROJECT_NOT_FOUND',
        message: 'No project is open.',
        remedy: 'Open or create one first.',
      },
    });
    await expect(client.image.list({ limit: 0 })).rejects.toMatchObject({ data: { code: 'USAGE' } });
    const watching = await client.project.watch();
    expect((await watching.next()).value).toEqual({ kind: 'project', info: null });
    await watching.return?.();
    socket.close();
  });
});

describe('uploads', () => {
  const upload = (path: string, body: string, batch = 'drop-1', more: Record<string, string> = {}) =>
    ask('/upload', {
      method: 'POST',
      headers: asUser({
        ...more,
        'x-ekphrasis-batch': batch,
        'x-ekphrasis-path': encodeURIComponent(path),
        'content-type': 'image/png',
      }),
      body: Buffer.from(body),
    });

  it('[SRV6] takes a file into the folder of its drop', async () => {
    const answer = await upload('holiday/à la mer 🦊.png', 'bytes');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { folder: join(drops, 'drop-1'), bytes: 5 },
    ]);
    expect(readFileSync(join(drops, 'drop-1', 'holiday', 'à la mer 🦊.png'), 'utf8')).toBe('bytes');
  });

  it('[SRV6] keeps what is for a new project away from the open one', async () => {
    const answer = await upload('a.png', 'bytes', 'drop-1', { 'x-ekphrasis-for': 'new' });
    expect(JSON.parse(answer.body)).toEqual({ folder: join(drops, 'new', 'drop-1'), bytes: 5 });
  });

  it('[SRV6] does not replace a file', async () => {
    await upload('twice.png', 'one', 'drop-2');
    expect((await upload('twice.png', 'two', 'drop-2')).status).toBe(422);
    expect(readFileSync(join(drops, 'drop-2', 'twice.png'), 'utf8')).toBe('one');
  });

  it.each(['../out.png', '/etc/out.png', 'a/../../out.png', ''])(
    '[SRV6] refuses the path %j',
    async (path) => {
      const answer = await upload(path, 'bytes');
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([422, 'PATH_OUTSIDE_ROOT']);
      expect(existsSync(join(drops, 'out.png'))).toBe(false);
    },
  );

  it('[SRV6] does not follow a link out of the folder', async () => {
    mkdirSync(join(drops, 'drop-3'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(drops, 'drop-3', 'link'));
    expect((await upload('link/out.png', 'bytes', 'drop-3')).status).toBe(422);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });

  it('[SRV6] holds to its limits and leaves no parts behind', async () => {
    expect((await upload('large.png', 'x'.repeat(1001), 'drop-4')).status).toBe(413);
    expect(readdirSync(join(drops, 'drop-4'))).toEqual([]);
    const statuses = [];
    for (const name of ['a', 'b', 'c', 'd']) statuses.push((await upload(name, 'x', 'drop-4')).status);
    expect(statuses).toEqual([200, 200, 200, 413]);
  });

  it('[SRV6] refuses a drop without a plain name', async () => {
    expect((await upload('a.png', 'x', '../..')).status).toBe(422);
  });
});

it('[RPC6] pictures need an open project, and go by their hash alone', async () => {
  const hash = 'a'.repeat(64);
  const answer = await ask(`/thumb/${hash}`, { headers: { cookie } });
  expect(JSON.parse(answer.body).code).toBe('PROJECT_NOT_FOUND');
  expect((await ask('/image/..%2f..', { headers: { cookie } })).status).toBe(404);
});

describe('pictures of an open project', () => {
  const hashOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'pictures', name)))
      .digest('hex');

  beforeAll(async () => {
    const pictures = join(folder, 'pictures');
    mkdirSync(pictures);
    const picture = sharp({ create: { width: 600, height: 300, channels: 3, background: '#336699' } });
    await picture.clone().png().toFile(join(pictures, 'a.png'));
    await picture.clone().tiff().toFile(join(pictures, 'b.tiff'));
    // The name lies about the content.
    await picture.clone().webp().toFile(join(pictures, 'c.png'));
    const project = await engine.session.create({ path: join(folder, 'p.ekp') });
    const node = nodeOf('images', 'sources.folder', { folder: pictures });
    project.edit([{ kind: 'add-node', node }], 'Add');
    await (await project.startRun({})).finished;
  });
  afterAll(() => engine.session.close());

  it.each([
    ['a.png', 'image/png'],
    ['c.png', 'image/webp'],
  ])('[SRV4] gives the original of %s as what it is', async (name, type) => {
    const { status, headers, body } = await ask(`/image/${hashOf(name)}`, { headers: { cookie } });
    expect([status, headers['content-type'], headers['content-security-policy']]).toEqual([
      200,
      type,
      "default-src 'none'; sandbox",
    ]);
    expect(body).toBe(readFileSync(join(folder, 'pictures', name)).toString());
  });

  it('[SRV4] gives what browsers do not show in another form', async () => {
    const { status, headers } = await ask(`/image/${hashOf('b.tiff')}`, { headers: { cookie } });
    expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(/^image\/(jpeg|png)$/)]);
  });

  it('[SRV4] gives thumbnails', async () => {
    const { status, headers } = await ask(`/thumb/${hashOf('b.tiff')}`, { headers: { cookie } });
    expect([status, headers['content-type']]).toEqual([200, 'image/webp']);
    expect(String(headers['cache-control'])).toContain('immutable');
  });

  it('[SRV4] says so when the file is gone, and lets nobody keep that answer', async () => {
    const path = `/image/${hashOf('a.png')}`;
    rmSync(join(folder, 'pictures', 'a.png'));
    const { status, headers, body } = await ask(path, { headers: { cookie } });
    expect([status, headers['cache-control'], JSON.parse(body).code]).toEqual([
      404,
      'no-store',
      'FILE_NOT_FOUND',
    ]);
  });
});

it('says when the port is taken', async () => {
  await expect(
    startWebServer(engine as never, { port: server.port, interfaceFolder: join(folder, 'ui') }),
  ).rejects.toMatchObject({ code: 'USAGE' });
});
