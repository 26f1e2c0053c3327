import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { JobLog } from '../../core/contract/training.ts';
import { UserError } from '../../core/errors.ts';
import {
  type ManagedServer,
  SERVER_DEFAULTS,
  type ServerProgram,
  type ServerSettings,
} from '../../core/serving/managed-server.ts';
import { ENDPOINT_NAME, type StoredEndpoint } from '../settings/settings-file.ts';
import type { DeviceKind, DeviceQueue } from '../training/device-queue.ts';
import { folderDigest } from '../training/folder-digest.ts';
import type { ReadyEnvironment } from '../training/launch-when-free.ts';
import { identifyProcess, type ProcessIdentity } from '../training/process-identity.ts';
import { readLogEnd } from '../training/read-log.ts';
import type { TrainerEnvironments } from '../training/trainer-environments.ts';
import { trainerMissing } from '../training/trainer-missing.ts';
import { watchValue } from '../training/watch-value.ts';
import { findServingFault } from './check-served-model.ts';
import { chooseProgram, findVllm } from './choose-program.ts';
import { freePort } from './free-port.ts';
import { ModelServer, type ServerTiming } from './model-server.ts';
import { serverFolder } from './server-folder.ts';
import { type ServingPackages, servingMissing } from './serving-packages.ts';

const LOOK_MS = 300;
/** Hex digits of the digest in a server's name: what tells its captions from those of another model of the same title. */
const DIGITS = 12;

export interface ServerDeskOptions {
  readonly dataFolder: string;
  readonly trainer: Pick<TrainerEnvironments, 'get'>;
  readonly packages: Pick<ServingPackages, 'get'>;
  readonly queue: DeviceQueue;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timing?: Partial<ServerTiming>;
  /** The process that owns what it starts; this one by default. */
  readonly me?: ProcessIdentity;
}

/** An endpoint that the app serves itself. */
export interface ServedEndpoint {
  readonly endpoint: StoredEndpoint;
  readonly key: string;
}

/** The servers of this user, each with a folder in `<data>/servers/`, over all projects and processes of the app. */
export class ServerDesk {
  readonly #options: ServerDeskOptions;
  readonly #home: string;
  readonly #servers = new Map<string, ModelServer>();
  readonly #closing = new AbortController();
  readonly #me: ProcessIdentity;
  #loading: Promise<void> = Promise.resolve();

  constructor(options: ServerDeskOptions) {
    this.#options = options;
    this.#home = path.join(options.dataFolder, 'servers');
    this.#me = options.me ?? identifyProcess(process.pid) ?? { pid: process.pid, started: 'unknown' };
  }

  /** By name. Those that a crashed app has left running are taken over on the way [SERVE5]. */
  async list(): Promise<readonly ManagedServer[]> {
    await this.#load();
    return [...this.#servers.values()].map((server) => server.describe()).sort(byName);
  }

  watch(signal: AbortSignal | undefined): AsyncGenerator<readonly ManagedServer[], void, void> {
    const until = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    return watchValue(() => this.list(), LOOK_MS, until);
  }

  /** The server of a model's folder, made where there is none for the same files. Throws TRAINING_MODEL, and what reading the files throws. */
  async serve(
    folder: string,
    title = path.basename(folder),
    settings: Partial<ServerSettings> = {},
  ): Promise<ManagedServer> {
    const fault = await findServingFault(folder);
    if (fault) throw fault;
    const digest = await folderDigest(folder);
    await this.#load();
    const known = [...this.#servers.values()].find((one) => one.facts.digest === digest);
    if (known) {
      await known.change(settings);
      return known.describe();
    }
    const place = serverFolder(this.#home, nameOf(title, digest));
    const facts = {
      version: 1 as const,
      title,
      folder,
      digest,
      settings: { ...SERVER_DEFAULTS, ...settings },
      port: await freePort(),
      key: randomBytes(24).toString('hex'),
      createdAt: this.#options.now(),
    };
    await place.writeFacts(facts);
    await this.#load();
    return (await this.#require(place.name)).describe();
  }

  /** Resolves when the start has begun; what comes of it is the server's state. Throws NOT_FOUND. */
  async start(name: string): Promise<void> {
    // Its failure is its state.
    (await this.#require(name)).start().catch(() => undefined);
  }

  async stop(name: string): Promise<void> {
    await (await this.#require(name)).stop();
  }

  async change(name: string, settings: Partial<ServerSettings>): Promise<ManagedServer> {
    const server = await this.#require(name);
    await server.change(settings);
    return server.describe();
  }

  async remove(name: string): Promise<void> {
    const server = await this.#require(name);
    await server.stop();
    await server.folder.remove();
    this.#servers.delete(name);
  }

  async log(name: string, lines: number): Promise<JobLog> {
    return readLogEnd((await this.#require(name)).folder.logFile, lines);
  }

  /** As endpoints of the settings; free of charge. */
  async endpoints(): Promise<readonly ServedEndpoint[]> {
    await this.#load();
    return [...this.#servers.values()].map(({ name, url, facts: { key } }) => ({
      endpoint: { name, url, model: name, price: { inputPerMillion: 0, outputPerMillion: 0 } },
      key,
    }));
  }

  /** Waits until a server answers, starting it where need be; what is given back lets go of it. Throws as `ModelServer.use`. */
  async use(name: string, signal: AbortSignal): Promise<() => void> {
    return (await this.#require(name)).use(signal);
  }

  /** What stands against asking a server for captions, told without starting anything [RUN1]. */
  async fault(name: string) {
    const server = await this.#require(name);
    if (server.describe().state === 'ready') return undefined;
    const packages = await this.#options.packages.get();
    if (packages.state !== 'ready' && server.facts.settings.program !== 'vllm')
      return servingMissing(packages);
    return findServingFault(server.facts.folder);
  }

  /** Stops what this app has started; others are left alone. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#loading;
    const own = [...this.#servers.values()].filter((server) => server.isOwn || server.isStarting);
    await Promise.all(own.map((server) => server.stop()));
  }

  /** Folders that have come since, by this app or another. */
  #load(): Promise<void> {
    this.#loading = this.#loading.then(() => this.#read());
    return this.#loading;
  }

  async #read(): Promise<void> {
    const names = (await readdir(this.#home).catch((): string[] => [])).filter((name) =>
      ENDPOINT_NAME.test(name),
    );
    for (const name of this.#servers.keys()) if (!names.includes(name)) this.#servers.delete(name);
    for (const name of names) {
      if (this.#servers.has(name)) continue;
      const folder = serverFolder(this.#home, name);
      const facts = await folder.facts();
      if (facts === undefined) continue;
      const server = new ModelServer(folder, facts, {
        queue: this.#options.queue,
        environment: () => this.#environment(),
        program: (wanted, kind) => this.#program(wanted, kind),
        me: this.#me,
        now: this.#options.now,
        ...(this.#options.timing && { timing: this.#options.timing }),
      });
      await server.attach();
      this.#servers.set(name, server);
    }
  }

  async #environment(): Promise<ReadyEnvironment> {
    const environment = await this.#options.trainer.get();
    if (environment.state === 'ready') return environment;
    throw trainerMissing(environment);
  }

  async #program(
    wanted: 'auto' | ServerProgram,
    kind: DeviceKind,
  ): Promise<{ readonly program: ServerProgram; readonly executable: string }> {
    const vllm = await findVllm(this.#options.environment);
    const program = chooseProgram(wanted, {
      kind,
      hasVllm: vllm !== undefined,
      platform: process.platform,
    });
    if (program === 'vllm' && vllm !== undefined) return { program, executable: vllm };
    const packages = await this.#options.packages.get();
    if (packages.state !== 'ready') throw servingMissing(packages);
    return { program, executable: (await this.#environment()).python };
  }

  async #require(name: string): Promise<ModelServer> {
    await this.#load();
    const server = this.#servers.get(name);
    if (server) return server;
    throw new UserError('NOT_FOUND', `No model is served as “${name}”.`, {
      remedy: 'Look at the list of served models again.',
    });
  }
}

/** Title and digest, as endpoints may be named: `my-student-3fa9c1d2e4b5`. */
export function nameOf(title: string, digest: string): string {
  const room = 40 - 1 - DIGITS;
  const stem = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, room)
    .replace(/-+$/, '');
  return `${stem || 'model'}-${digest.slice(0, DIGITS)}`;
}

function byName(a: ManagedServer, b: ManagedServer): number {
  return a.name < b.name ? -1 : 1;
}
