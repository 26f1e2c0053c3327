import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type DoublePort, PortBridge, type PortMessage } from './double-ports.ts';

const SHIM = fileURLToPath(new URL('./utility-shim.ts', import.meta.url));

/** From the main process to a utility process and back, beside what its ports carry. */
export type UtilityMessage =
  | PortMessage
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] };

interface ForkOptions {
  readonly serviceName?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** As Electron's `UtilityProcess`: a real process, with Node's IPC under its ports. */
export class DoubleUtilityProcess extends EventEmitter<{ message: [unknown]; exit: [number]; spawn: [] }> {
  /** Those that run now, so that a test can crash one. */
  static readonly running = new Set<DoubleUtilityProcess>();
  readonly serviceName: string;
  readonly #child: ChildProcess;
  readonly #ports: PortBridge;

  constructor(path: string, args: readonly string[], { serviceName = 'Utility', env }: ForkOptions) {
    super();
    this.serviceName = serviceName;
    this.#child = fork(path, [...args], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', SHIM],
      serialization: 'advanced',
      env: { ...(env ?? process.env) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#ports = new PortBridge((message) => this.#send(message));
    DoubleUtilityProcess.running.add(this);
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message: UtilityMessage) => {
      if (message.kind === 'message') this.emit('message', message.data);
      else this.#ports.receive(message);
    });
    this.#child.on('exit', (code) => {
      DoubleUtilityProcess.running.delete(this);
      this.#ports.closeAll();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(data: unknown, ports: readonly DoublePort[] = []): void {
    this.#send({ kind: 'message', data, ports: ports.map((port) => this.#ports.add(port)) });
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL');
  }

  #send(message: UtilityMessage): void {
    if (this.#child.connected) this.#child.send(message as never, () => undefined);
  }
}

export const utilityProcess = {
  fork: (path: string, args: readonly string[] = [], options: ForkOptions = {}) =>
    new DoubleUtilityProcess(path, args, options),
};
