import { EventEmitter } from 'node:events';
import { DoublePort, PortBridge, type PortEvent } from './double-ports.ts';
import type { UtilityMessage } from './double-utility-process.ts';

/* Loaded before a utility process's program: gives it Electron's `process.parentPort` over Node's IPC. */

class ParentPort extends EventEmitter<{ message: [PortEvent]; newListener: [string] }> {
  readonly waiting: PortEvent[] = [];

  postMessage(data: unknown): void {
    send({ kind: 'message', data, ports: [] });
  }

  take(event: PortEvent): void {
    if (this.listenerCount('message') > 0) this.emit('message', event);
    else this.waiting.push(event);
  }
}

function send(message: UtilityMessage): void {
  if (process.connected) process.send?.(message);
}

const parentPort = new ParentPort();
const bridge = new PortBridge(send);
// What came before the program listened is delivered once it does.
parentPort.on('newListener', (name) => {
  if (name !== 'message') return;
  setImmediate(() => {
    for (const event of parentPort.waiting.splice(0)) parentPort.emit('message', event);
  });
});
process.on('message', (message: UtilityMessage) => {
  if (message.kind !== 'message') return bridge.receive(message);
  const ports = message.ports.map((id) => {
    const [own, carried] = DoublePort.pair();
    bridge.adopt(id, carried);
    return own;
  });
  parentPort.take({ data: message.data, ports });
});
process.on('disconnect', () => process.exit(0));
Object.assign(process, { parentPort });
