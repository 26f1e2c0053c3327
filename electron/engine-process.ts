import { readFile } from 'node:fs/promises';
import type { MessageEvent } from 'electron';
import {
  createEngine,
  type Engine,
  type HostChannel,
  type HostEntry,
  serveMessagePort,
} from '../engine/index.ts';
import type { PictureAddress } from './addresses.ts';
import type { EngineStart, FromEngine, ToEngine } from './engine-messages.ts';
import type { Picture } from './protocols.ts';

/*
 * The engine in a utility process: a crash in here leaves the window, and a frozen page leaves the run. Everything that only the
 * main process can do (the keychain, further processes) is asked of it by message.
 */

/** The listeners of one model host's channel. */
interface HostEnds {
  readonly messages: ((message: unknown) => void)[];
  readonly exits: ((exit: { code: number | null; signal: string | null }) => void)[];
}

type SecretReply = Extract<ToEngine, { readonly type: 'secret' }>;

const parent = process.parentPort;
const asked = new Map<number, (reply: SecretReply) => void>();
const hosts = new Map<number, HostEnds>();
let lastId = 0;

function send(message: FromEngine): void {
  parent.postMessage(message);
}

function ask(message: (id: number) => FromEngine): Promise<string | undefined> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    asked.set(id, ({ secret, error }) => (error === undefined ? resolve(secret) : reject(new Error(error))));
    send(message(id));
  });
}

const keychain = {
  get: (name: string) => ask((id) => ({ type: 'get-secret', id, name })),
  async set(name: string, secret: string | null) {
    await ask((id) => ({ type: 'set-secret', id, name, secret }));
  },
};

function spawnHost(entry: HostEntry, environment: Readonly<Record<string, string>>): HostChannel {
  lastId += 1;
  const host = lastId;
  const ends: HostEnds = { messages: [], exits: [] };
  hosts.set(host, ends);
  send({ type: 'start-host', host, entry, environment });
  return {
    send: (message) => send({ type: 'host-message', host, message }),
    onMessage: (listener) => ends.messages.push(listener),
    onExit: (listener) => ends.exits.push(listener),
    kill: () => send({ type: 'kill-host', host }),
  };
}

async function findPicture(engine: Engine, { size, hash }: PictureAddress): Promise<Picture | undefined> {
  try {
    const picture =
      size === 'thumb'
        ? await engine.pictures.thumbnail(hash)
        : await engine.pictures.original(hash, AbortSignal.timeout(60_000));
    const bytes = picture.kind === 'file' ? await readFile(picture.path) : picture.bytes;
    return { mediaType: picture.mime, bytes };
  } catch {
    // Moved, damaged or of another project: the page shows its own placeholder, the reason stands in the sample's problem.
    return undefined;
  }
}

async function receive(engine: Engine, event: MessageEvent): Promise<void> {
  const message = event.data as ToEngine;
  switch (message.type) {
    case 'connect': {
      const port = event.ports[0];
      if (port === undefined) return;
      serveMessagePort(engine.router, port);
      port.start();
      return;
    }
    case 'picture': {
      const picture = await findPicture(engine, message.address);
      send({ type: 'picture', id: message.id, ...(picture !== undefined && { picture }) });
      return;
    }
    case 'secret':
      asked.get(message.id)?.(message);
      asked.delete(message.id);
      return;
    case 'host-message':
      for (const listener of hosts.get(message.host)?.messages ?? []) listener(message.message);
      return;
    case 'host-exit': {
      const ends = hosts.get(message.host);
      hosts.delete(message.host);
      for (const listener of ends?.exits ?? []) listener({ code: message.code, signal: null });
      return;
    }
    case 'close':
      await engine.close();
      process.exit(0);
  }
}

async function open(): Promise<Engine> {
  const { project, ...host } = JSON.parse(process.argv.at(-1) ?? '') as EngineStart;
  const engine = await createEngine({ kind: 'desktop', ...host, keychain, spawnHost });
  if (project !== undefined)
    await engine.session.open(project).catch((error: unknown) => {
      // The page shows the start screen; opening it by hand says what is wrong.
      console.error('The project could not be opened again:', error);
    });
  return engine;
}

const engine = open();
// Messages that come while the engine starts wait their turn.
parent.on('message', (event) => {
  engine
    .then((started) => receive(started, event))
    .catch((error: unknown) => console.error('The engine could not do what it was asked:', error));
});
engine.then(
  () => send({ type: 'ready' }),
  (error: unknown) => {
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  },
);
