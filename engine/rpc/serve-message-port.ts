import { RPCHandler } from '@orpc/server/message-port';
import type { EngineRouter } from './router.ts';

/** A port as browsers, Node and Electron have it. */
export type ServablePort = Parameters<InstanceType<typeof RPCHandler>['upgrade']>[0];

/** Serves the contract over one message port until it closes. The caller starts the port where its kind needs that. */
export function serveMessagePort(router: EngineRouter, port: ServablePort): void {
  new RPCHandler(router).upgrade(port);
}
