import { type ClientContext, type ClientLink, type ClientOptions, createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { EngineClient } from '../../core/contract/index.ts';
import { type DesktopBridge, PORT_MESSAGE } from '../native/desktop-bridge.ts';
import { backOff, pause } from './back-off.ts';

type Link = ClientLink<ClientContext>;

/** One open channel to the engine; `closed` resolves when it ends. */
interface Channel {
  readonly link: Link;
  readonly closed: Promise<void>;
}

/** Keeps one channel open, asks for a new one with back-off when it ends; calls made meanwhile wait for it. */
class SteadyLink implements Link {
  private readonly open: () => Promise<Channel>;
  private channel: Promise<Channel>;

  constructor(open: () => Promise<Channel>) {
    this.open = open;
    this.channel = this.openAgain(0);
  }

  async call(
    path: readonly string[],
    input: unknown,
    options: ClientOptions<ClientContext>,
  ): Promise<unknown> {
    const { link } = await this.channel;
    return link.call(path, input, options);
  }

  private async openAgain(attempt: number): Promise<Channel> {
    for (let tries = attempt; ; tries += 1) {
      try {
        const channel = await this.open();
        void channel.closed.then(() => {
          this.channel = pause(backOff(0)).then(() => this.openAgain(1));
        });
        return channel;
      } catch {
        // The engine is not there (yet): its absence is shown by the watch stream, which waits on this link.
        await pause(backOff(tries));
      }
    }
  }
}

/** Where the engine listens: the page's own host. The token of the printed address travels as a cookie. */
export function socketUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`;
}

function openSocket(): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const websocket = new WebSocket(socketUrl(window.location));
    websocket.binaryType = 'arraybuffer';
    const closed = new Promise<void>((done) => {
      websocket.addEventListener('close', () => {
        done();
        // Some proxies close what they do not let through, without an error.
        reject(new Error('The engine does not answer.'));
      });
    });
    const link = new SocketLink({ websocket });
    websocket.addEventListener('open', () => resolve({ link, closed }));
    websocket.addEventListener('error', () => reject(new Error('The engine does not answer.')));
  });
}

function openPort(bridge: DesktopBridge): Promise<Channel> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', receive);
      const closed = new Promise<void>((done) => {
        port.addEventListener('close', () => done());
      });
      const link = new PortLink({ port });
      port.start();
      resolve({ link, closed });
    };
    window.addEventListener('message', receive);
    bridge.connect();
  });
}

function connectEngine(): EngineClient {
  const bridge = window.ekphrasis;
  return createORPCClient<EngineClient>(new SteadyLink(bridge ? () => openPort(bridge) : openSocket));
}

let connected: EngineClient | undefined;

/** The one client of this window; connects on first use. */
export function engine(): EngineClient {
  connected ??= connectEngine();
  return connected;
}
