import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import type { EngineClient } from '../../core/contract/index.ts';
import type { RunId } from '../../core/ids.ts';
import type { RunProgress } from '../../core/run.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import { serveMessagePort } from './serve-message-port.ts';
import { serveWebSocket } from './serve-web-socket.ts';

let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-rpc-'));
  engine = await createEngine(createNodeHost('web', { EKPHRASIS_DATA: folder }));
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('over a message port', () => {
  it('[RPC1] speaks the contract, streams and coded errors included', async () => {
    const { port1, port2 } = new MessageChannel();
    serveMessagePort(engine.router, port1);
    port1.start();
    const client: EngineClient = createORPCClient(new PortLink({ port: port2 }));
    port2.start();
    expect((await client.flow.nodeTypes()).map(({ type }) => type)).toContain('sources.folder');
    await expect(client.run.start({})).rejects.toMatchObject({
      code: 'CODED',
      data: { code: 'PROJECT_NOT_FOUND', attempts: 1 },
    });
    const watching = await client.project.watch();
    expect((await watching.next()).value).toEqual({ kind: 'project', info: null });
    expect((await watching.next()).value).toEqual({ kind: 'run', run: null });
    expect((await watching.next()).value).toEqual({ kind: 'pin', pin: null });
    engine.session.events.publish({ kind: 'captions', sequence: 3 });
    expect((await watching.next()).value).toEqual({ kind: 'captions', sequence: 3 });
    await watching.return?.();
    port1.close();
    port2.close();
  });
});

const largeRun = {
  id: 1 as RunId,
  state: 'failed',
  flowRevision: 1,
  startedAt: 0,
  nodes: [],
  spendUsd: 0,
  reservedUsd: 0,
  reason: { code: 'UNEXPECTED', message: 'x'.repeat(200_000), attempts: 1 },
} as const satisfies RunProgress;

describe('over a WebSocket', () => {
  let http: Server;
  let sockets: WebSocketServer;
  let served: WebSocket | undefined;
  beforeEach(async () => {
    http = createServer();
    sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket) => {
      served = socket;
      serveWebSocket(engine.router, socket);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    await new Promise((resolve) => http.close(resolve));
  });

  it('[RPC5] a client that does not read gets the latest value later, and costs no memory meanwhile', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    await new Promise((resolve) => socket.once('open', resolve));
    const client: EngineClient = createORPCClient(
      new SocketLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    const watching = await client.project.watch();
    await watching.next();
    await watching.next();
    socket.pause();
    let mostBuffered = 0;
    for (let sequence = 1; sequence <= 500; sequence++) {
      engine.session.events.publish({ kind: 'run', run: largeRun });
      engine.session.events.publish({ kind: 'captions', sequence });
      await new Promise((resolve) => setImmediate(resolve));
      mostBuffered = Math.max(mostBuffered, served?.bufferedAmount ?? 0);
    }
    // 100 MB were published; at most one event is on its way.
    expect(mostBuffered).toBeLessThan(1_000_000);
    socket.resume();
    const sequences: number[] = [];
    while (sequences.at(-1) !== 500) {
      const { value, done } = await watching.next();
      if (done) break;
      if (value.kind === 'captions') sequences.push(value.sequence);
    }
    expect(sequences.at(-1)).toBe(500);
    expect(sequences.length).toBeLessThan(500);
    await watching.return?.();
    socket.close();
  });
});
