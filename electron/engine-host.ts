import { fileURLToPath } from 'node:url';
import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { PictureAddress } from './addresses.ts';
import type { EngineStart, FromEngine, ToEngine } from './engine-messages.ts';
import type { EncryptedKeychain } from './keychain.ts';
import { ModelHosts } from './model-hosts.ts';
import type { Picture } from './protocols.ts';

const ENTRY = fileURLToPath(new URL('./engine-process.ts', import.meta.url));
/** How long the engine may take to close a project before it is ended; whatever is stored stays stored. */
const CLOSE_MS = 8000;

/** What the app does when the engine ends without having been asked to. */
export interface EngineListeners {
  readonly onReady: () => void;
  readonly onCrash: (reason: string) => void;
}

/** The engine's process, seen from the main one: starts it, hands out ports to it, and does what only the main process can. */
export class EngineProcess {
  readonly #start: Omit<EngineStart, 'project'>;
  readonly #keychain: EncryptedKeychain;
  readonly #listeners: EngineListeners;
  readonly #pictures = new Map<number, (picture: Picture | undefined) => void>();
  readonly #hosts = new ModelHosts((message) => this.#send(message));
  #process: UtilityProcess | undefined;
  #failure: string | undefined;
  #closing = false;
  #lastId = 0;

  constructor(start: Omit<EngineStart, 'project'>, keychain: EncryptedKeychain, listeners: EngineListeners) {
    this.#start = start;
    this.#keychain = keychain;
    this.#listeners = listeners;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Starts the process, with a project to open first; once it runs, does nothing. */
  start(project?: string): void {
    if (this.#process) return;
    this.#failure = undefined;
    const child = utilityProcess.fork(
      ENTRY,
      [JSON.stringify({ ...this.#start, project } satisfies EngineStart)],
      {
        serviceName: 'Ekphrasis engine',
        // Native modules that are installed beside the app are signed by others.
        allowLoadingUnsignedLibraries: true,
      },
    );
    this.#process = child;
    child.on('message', (message: FromEngine) => void this.#receive(message));
    child.on('exit', (code) => this.#ended(child, code));
  }

  /** A fresh channel to the engine: one end goes to it, the other is given back for a page. */
  connect(): MessagePortMain | undefined {
    if (!this.#process) return undefined;
    const { port1, port2 } = new MessageChannelMain();
    this.#process.postMessage({ type: 'connect' } satisfies ToEngine, [port1]);
    return port2;
  }

  /** Undefined where there is no such picture, or no engine. */
  picture(address: PictureAddress): Promise<Picture | undefined> {
    if (!this.#process) return Promise.resolve(undefined);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#pictures.set(id, resolve);
      this.#send({ type: 'picture', id, address });
    });
  }

  /** Lets the engine stop its run and close its project; resolves when its process has ended. */
  close(): Promise<void> {
    const child = this.#process;
    if (!child) return Promise.resolve();
    this.#closing = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill(), CLOSE_MS);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#send({ type: 'close' });
    });
  }

  #send(message: ToEngine): void {
    this.#process?.postMessage(message);
  }

  async #receive(message: FromEngine): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#listeners.onReady();
        return;
      case 'failed':
        this.#failure = message.message;
        return;
      case 'picture':
        this.#pictures.get(message.id)?.(message.picture);
        this.#pictures.delete(message.id);
        return;
      case 'get-secret':
        await this.#answerSecret(message.id, () => this.#keychain.get(message.name));
        return;
      case 'set-secret':
        await this.#answerSecret(message.id, async () => {
          await this.#keychain.set(message.name, message.secret);
          return undefined;
        });
        return;
      case 'start-host':
      case 'host-message':
      case 'kill-host':
        this.#hosts.receive(message);
    }
  }

  async #answerSecret(id: number, work: () => Promise<string | undefined>): Promise<void> {
    try {
      const secret = await work();
      this.#send({ type: 'secret', id, ...(secret !== undefined && { secret }) });
    } catch (error) {
      this.#send({ type: 'secret', id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #ended(child: UtilityProcess, code: number): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    this.#hosts.killAll();
    for (const resolve of this.#pictures.values()) resolve(undefined);
    this.#pictures.clear();
    if (!this.#closing) this.#listeners.onCrash(this.#failure ?? `It ended with code ${code}.`);
  }
}
