import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { EngineRouter } from './router.ts';

/**
 * Serves the contract over one WebSocket until it closes. A message counts as sent when the socket has taken it, so that a client
 * that reads slowly slows its own event streams, which then skip to the latest value, instead of filling our memory.
 */
export function serveWebSocket(router: EngineRouter, socket: WebSocket): void {
  // A socket that broke says so by its `close` event, which ends all that is under way: a failed send needs no further report.
  const send = (data: string | ArrayBufferLike | Uint8Array) =>
    new Promise<void>((resolve) => {
      socket.send(data, () => resolve());
    });
  new RPCHandler(router)
    .upgrade({
      addEventListener: socket.addEventListener.bind(socket),
      send: send as unknown as WebSocket['send'],
    })
    .catch(() => socket.terminate()); // a socket that cannot even be listened to
}
