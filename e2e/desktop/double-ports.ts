import { EventEmitter } from 'node:events';

/** What a port carries: what the RPC library writes, or plain data. */
export interface PortEvent {
  readonly data: unknown;
  readonly ports: readonly DoublePort[];
}

/** One end of a channel, as Electron's `MessagePortMain`: silent until it is started, and told when the other end closes. */
export class DoublePort extends EventEmitter<{ message: [PortEvent]; close: [] }> {
  #other: DoublePort | undefined;
  #started = false;
  #waiting: PortEvent[] = [];

  static pair(): readonly [DoublePort, DoublePort] {
    const ports = [new DoublePort(), new DoublePort()] as const;
    ports[0].#other = ports[1];
    ports[1].#other = ports[0];
    return ports;
  }

  postMessage(data: unknown, ports: readonly DoublePort[] = []): void {
    if (this.#other) this.#other.#take({ data, ports });
  }

  start(): void {
    this.#started = true;
    for (const event of this.#waiting.splice(0)) this.#deliver(event);
  }

  close(): void {
    const other = this.#other;
    if (!other) return;
    this.#other = undefined;
    other.#other = undefined;
    setImmediate(() => other.emit('close'));
  }

  #take(event: PortEvent): void {
    if (this.#started) this.#deliver(event);
    else this.#waiting.push(event);
  }

  #deliver(event: PortEvent): void {
    setImmediate(() => this.emit('message', event));
  }
}

/** As Electron's `MessageChannelMain`. */
export class MessageChannelMain {
  readonly port1: DoublePort;
  readonly port2: DoublePort;

  constructor() {
    [this.port1, this.port2] = DoublePort.pair();
  }
}

/** A message of a port between two processes. */
export type PortMessage =
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly id: number };

/** Ports whose other end lies in another process: what comes from one side is sent to the other by `send`. */
export class PortBridge {
  readonly #send: (message: PortMessage) => void;
  readonly #ports = new Map<number, DoublePort>();
  #lastId = 0;

  constructor(send: (message: PortMessage) => void) {
    this.#send = send;
  }

  /** Carries a port over; the id names it on the other side. */
  add(port: DoublePort): number {
    this.#lastId += 1;
    this.adopt(this.#lastId, port);
    return this.#lastId;
  }

  adopt(id: number, port: DoublePort): void {
    this.#ports.set(id, port);
    port.on('message', ({ data }) => this.#send({ kind: 'port', id, data }));
    port.on('close', () => {
      if (this.#ports.delete(id)) this.#send({ kind: 'port-close', id });
    });
    port.start();
  }

  receive(message: PortMessage): void {
    const port = this.#ports.get(message.id);
    if (message.kind === 'port') port?.postMessage(message.data);
    else if (this.#ports.delete(message.id)) port?.close();
  }

  /** The other side is gone. */
  closeAll(): void {
    const ports = [...this.#ports.values()];
    this.#ports.clear();
    for (const port of ports) port.close();
  }
}
