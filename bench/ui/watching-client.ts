import { parentPort, workerData } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import WebSocket from 'ws';
import type { EngineClient } from '../../core/contract/index.ts';

/*
 * A window in a thread of its own: subscribed as the interface is, and asking again for its lists as often as the interface does.
 * Counts what comes over the socket until the run has ended.
 */

/** As in `renderer/rpc/project-state.ts`. */
const LISTS_MS = 400;
/** As in `renderer/strip/LiveSamples.tsx`. */
const LIVE_SAMPLES = 24;

/** What the window is told. */
export interface WatchTask {
  /** Of the server. */
  readonly port: number;
  readonly cookie: string;
  /** Whether the strip with the latest captions is open, which asks for them whenever the run has moved. */
  readonly asksForLists: boolean;
}

/** What it has counted, from its first event to the end of the run. */
export interface Watched {
  readonly messages: number;
  readonly bytes: number;
  readonly seconds: number;
}

async function watch({ port, cookie, asksForLists }: WatchTask): Promise<Watched> {
  const origin = `http://127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { cookie, origin } });
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  const client: EngineClient = createORPCClient(link);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let [messages, bytes] = [0, 0];
  socket.on('message', (data: Buffer) => {
    messages += 1;
    bytes += data.length;
  });
  let askedAt = 0;
  const askForLists = () => {
    if (!asksForLists || performance.now() - askedAt < LISTS_MS) return;
    askedAt = performance.now();
    void client.run.live({ limit: LIVE_SAMPLES }).catch(() => undefined);
    void client.run.problems({}).catch(() => undefined);
  };
  let startedAt = 0;
  const events = await client.project.watch();
  parentPort?.postMessage('watching');
  for await (const event of events) {
    if (event.kind === 'run' && event.run?.state === 'running') {
      startedAt ||= performance.now();
      askForLists();
    }
    if (event.kind === 'run' && startedAt > 0 && event.run?.endedAt !== undefined) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  socket.terminate();
  return { messages, bytes, seconds };
}

parentPort?.postMessage(await watch(workerData as WatchTask));
