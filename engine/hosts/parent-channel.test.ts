import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { parentChannel } from './parent-channel.ts';

/** What Electron gives a utility process: messages come as events with `data`. */
class ParentPort extends EventEmitter {
  readonly sent: unknown[] = [];
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
}

const bare = process as { parentPort?: unknown };
afterEach(() => {
  delete bare.parentPort;
});

describe('the channel to the engine', () => {
  it('is the port of a utility process where there is one', () => {
    const port = new ParentPort();
    bare.parentPort = port;
    const channel = parentChannel();
    const received: unknown[] = [];
    channel.onMessage((message) => received.push(message));
    port.emit('message', { data: { type: 'load' }, ports: [] });
    channel.send({ type: 'loaded' });
    expect([received, port.sent]).toEqual([[{ type: 'load' }], [{ type: 'loaded' }]]);
  });
});
