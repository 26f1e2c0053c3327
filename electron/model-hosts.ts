import { fileURLToPath } from 'node:url';
import { type UtilityProcess, utilityProcess } from 'electron';
import type { HostEntry } from '../engine/index.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

/** What the engine says about its model hosts. */
export type HostOrder = Extract<FromEngine, { readonly host: number }>;

/** Programs by name. Named here, because the engine's own list would bring the whole engine into the main process. */
const ENTRIES: Readonly<Record<HostEntry, URL>> = {
  'local-model': new URL('../engine/hosts/local-model-host.ts', import.meta.url),
};

/** What a model host may know of the environment; keys, proxies and Node's options stay here. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'SystemRoot',
  'LOCALAPPDATA',
  'LD_LIBRARY_PATH',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
  'XDG_RUNTIME_DIR',
  'DISPLAY',
];

/** Starts a model's process, with no more of this one's environment than it needs. */
export function forkModelHost(
  entry: HostEntry,
  environment: Readonly<Record<string, string>>,
): UtilityProcess {
  const passed = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return utilityProcess.fork(fileURLToPath(ENTRIES[entry]), [], {
    serviceName: 'Ekphrasis model',
    env: { ...Object.fromEntries(passed), ...environment },
    stdio: 'ignore',
    allowLoadingUnsignedLibraries: true,
  });
}

/** Processes that the engine asked for: the main process alone may start them, and passes on what they and the engine say. */
export class ModelHosts {
  readonly #toEngine: (message: ToEngine) => void;
  readonly #hosts = new Map<number, UtilityProcess>();

  constructor(toEngine: (message: ToEngine) => void) {
    this.#toEngine = toEngine;
  }

  receive(order: HostOrder): void {
    if (order.type === 'start-host') this.#start(order);
    else if (order.type === 'host-message') this.#hosts.get(order.host)?.postMessage(order.message);
    else this.#hosts.get(order.host)?.kill();
  }

  /** The engine is gone: nobody waits for them any longer. */
  killAll(): void {
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    for (const host of hosts) host.kill();
  }

  #start({ host, entry, environment }: Extract<HostOrder, { readonly type: 'start-host' }>): void {
    const child = forkModelHost(entry, environment);
    this.#hosts.set(host, child);
    child.on('message', (message: unknown) => this.#toEngine({ type: 'host-message', host, message }));
    child.on('exit', (code) => {
      if (this.#hosts.delete(host)) this.#toEngine({ type: 'host-exit', host, code });
    });
  }
}
