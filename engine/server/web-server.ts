import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { toErrorRecord, UserError } from '../../core/errors.ts';
import { isImageHash } from '../../core/ids.ts';
import type { EngineRouter } from '../rpc/router.ts';
import { serveWebSocket } from '../rpc/serve-web-socket.ts';
import type { Picture, Pictures } from '../session/pictures.ts';
import { hasSession, newSecret, refuseForeign, sameSecret, sessionCookie } from './access.ts';
import { UPLOAD_LIMITS, type UploadLimits, UploadReceiver } from './receive-upload.ts';
import { COMMON_HEADERS, PICTURE_POLICY, pagePolicy } from './security-headers.ts';

/** What the server needs of the engine. */
export interface ServedEngine {
  readonly router: EngineRouter;
  readonly pictures: Pictures;
  /** Absolute folder that takes files dropped on a tab, one subfolder a drop. */
  readonly dropFolder: (target: 'project' | 'new' | 'try') => Promise<string>;
}

export interface WebServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The built interface. Absolute. */
  readonly interfaceFolder: string;
  readonly uploadLimits?: UploadLimits;
}

export interface WebServer {
  readonly port: number;
  /** With the token: whoever has it may use the engine. To be printed, never logged. */
  readonly url: string;
  close(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 32 * 2 ** 20;

/** Serves interface, RPC and pictures on 127.0.0.1, to whoever opens the URL with its token [SRV1–SRV6]. */
export async function startWebServer(engine: ServedEngine, options: WebServerOptions): Promise<WebServer> {
  if (!existsSync(join(options.interfaceFolder, 'index.html')))
    throw new UserError('FILE_NOT_FOUND', 'The interface is not built yet.', {
      remedy: 'Run "npm start" once, or "npm run build".',
    });
  const secrets = { token: newSecret(), session: newSecret() };
  const server = fastify({ logger: false, forceCloseConnections: true, bodyLimit: MAX_MESSAGE_BYTES });
  const port = () => {
    const address = server.server.address();
    return typeof address === 'object' && address !== null ? address.port : options.port;
  };
  // It marks upgrades, and drops the connections of those that are refused: hence before the guard, which has no routes before it.
  await server.register(fastifyWebsocket, {
    options: { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false },
  });
  guard(server, port, secrets);
  await server.register(fastifyStatic, {
    root: options.interfaceFolder,
    cacheControl: false,
    dotfiles: 'deny',
    setHeaders: (reply, path) => {
      // Names under assets/ carry a hash of their content.
      const lasting = /[\\/]assets[\\/]/.test(path);
      reply.header('cache-control', lasting ? 'private, max-age=31536000, immutable' : 'no-cache');
      reply.header('content-security-policy', pagePolicy(port()));
    },
  });
  server.get('/rpc', { websocket: true }, (socket) => serveWebSocket(engine.router, socket));
  servePictures(server, engine.pictures);
  serveUploads(server, engine, options.uploadLimits ?? UPLOAD_LIMITS);
  await listen(server, options.port);
  return {
    port: port(),
    url: `http://127.0.0.1:${port()}/?token=${secrets.token}`,
    close: () => server.close(),
  };
}

async function listen(server: FastifyInstance, port: number): Promise<void> {
  try {
    await server.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await server.close();
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
      throw new UserError('USAGE', `Port ${port} is not free.`, {
        remedy: 'Name another one with --port, or leave it out to take any.',
        cause: error,
      });
    throw error;
  }
}

/** Every request passes here first. */
function guard(
  server: FastifyInstance,
  port: () => number,
  secrets: { readonly token: string; readonly session: string },
): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(COMMON_HEADERS);
    const facts = {
      method: request.method,
      headers: request.headers,
      upgrade: request.headers.upgrade !== undefined,
    };
    const foreign = refuseForeign(facts, port());
    if (foreign) return refuse(reply, foreign.status, foreign.message);
    const url = new URL(request.url, 'http://localhost');
    const token = url.pathname === '/' ? url.searchParams.get('token') : null;
    if (token !== null && sameSecret(token, secrets.token)) {
      reply.header('set-cookie', sessionCookie(port(), secrets.session));
      reply.header('cache-control', 'no-store');
      return reply.redirect('/', 303);
    }
    if (hasSession(facts, port(), secrets.session)) return;
    return refuse(reply, 401, 'Open the address that the terminal shows; it carries a token.');
  });
  server.setErrorHandler((error, _request, reply) => sendError(reply, error));
  server.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'There is nothing at this address.'));
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`);
}

function servePictures(server: FastifyInstance, pictures: Pictures): void {
  const send = async (request: FastifyRequest, reply: FastifyReply, find: Find) => {
    const { hash } = request.params as { hash: string };
    if (!isImageHash(hash)) return refuse(reply, 404, 'There is no such picture.');
    const gone = new AbortController();
    request.raw.once('close', () => gone.abort());
    const picture = await find(hash, gone.signal);
    reply.header('content-security-policy', PICTURE_POLICY);
    // The address is the content's hash: it never changes.
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    reply.type(picture.mime);
    return reply.send(picture.kind === 'file' ? createReadStream(picture.path) : Buffer.from(picture.bytes));
  };
  type Find = (hash: Parameters<Pictures['thumbnail']>[0], signal: AbortSignal) => Promise<Picture>;
  server.get('/image/:hash', (request, reply) =>
    send(request, reply, (hash, signal) => pictures.original(hash, signal)),
  );
  server.get('/thumb/:hash', (request, reply) => send(request, reply, (hash) => pictures.thumbnail(hash)));
}

/**
 * One file a request; `x-ekphrasis-path` is its relative path, percent-encoded, `x-ekphrasis-batch` the name of the drop,
 * `x-ekphrasis-for` is `new` where a project is to be made of it, `try` where captioners are tried on it.
 */
function serveUploads(server: FastifyInstance, engine: ServedEngine, limits: UploadLimits): void {
  const receiver = new UploadReceiver(limits);
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post('/upload', { bodyLimit: limits.bytesPerFile }, async (request) => {
      const { headers, raw } = request;
      const wanted = headers['x-ekphrasis-for'];
      const folder = await engine.dropFolder(wanted === 'new' || wanted === 'try' ? wanted : 'project');
      const batch = text(headers['x-ekphrasis-batch']);
      return receiver.receive(folder, batch, decode(text(headers['x-ekphrasis-path'])), raw);
    });
  });
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

function decode(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return ''; // not percent-encoded: refused as an empty path
  }
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const record = toErrorRecord(error);
  const missing = record.code === 'FILE_NOT_FOUND' || record.code === 'NOT_FOUND';
  const status =
    record.code === 'UNEXPECTED'
      ? statusOf(error)
      : missing
        ? 404
        : record.code === 'IMAGE_TOO_LARGE'
          ? 413
          : 422;
  return reply.code(status).header('cache-control', 'no-store').type('application/json').send(record);
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}
