import { fromErrorRecord, UserError } from '../../../core/errors.ts';
import type { HostChannel } from '../../engine-host.ts';
import type {
  ExecutionProvider,
  FromHost,
  HostReply,
  HostRequest,
  ModelSpec,
} from '../../hosts/host-messages.ts';
import type { HostSetup } from './host-setup.ts';
import { type ModelHost, startModelHost } from './model-host.ts';
import { hostCrashed, imageCrashesModel, modelDoesNotLoad } from './pool-errors.ts';

/** Crashes of a host on one and the same picture after which the picture is to blame. */
const CRASHES_PER_IMAGE = 3;
/** Crashes while loading, one after the other, after which the model is to blame. */
const CRASHES_WHILE_LOADING = 3;
/** Batches that a host holds: one at work, and one whose pictures are decoded meanwhile. */
export const BATCHES_HELD = 2;

export interface HostPoolOptions {
  readonly start: (environment: Readonly<Record<string, string>>) => HostChannel;
  readonly spec: Omit<ModelSpec, 'provider' | 'threads'>;
  /** To be tried in this order, each in a process of its own. */
  readonly providers: readonly ExecutionProvider[];
  /** What to start with, until another setup is adopted. */
  readonly plan: (provider: ExecutionProvider) => HostSetup;
  /** A host above this resident size is replaced after its replies. */
  readonly memoryLimitBytes: number;
  /** A host without work is closed after this time. */
  readonly idleMs: number;
  /** A host that has not answered after this time is taken for hung and ended. */
  readonly requestMs: number;
}

/** What a pool is asked; `image` names the picture for counting crashes. */
export type PoolRequest = Omit<HostRequest, 'id'> & { readonly image: string };

export interface HostPool {
  /** Rejects with HOST_CRASHED, MODEL_LOAD, CANCELLED, or the picture's own error. */
  run(request: PoolRequest, signal: AbortSignal): Promise<HostReply>;
  /** The provider in use; undefined until a host has loaded. */
  readonly provider: ExecutionProvider | undefined;
  /** Providers that did not work here, with the runtime's message. */
  readonly refused: readonly { readonly provider: ExecutionProvider; readonly message: string }[];
  /** How many hosts there are to be at present, and how they work. */
  readonly setup: HostSetup;
  /** Goes over to another setup without losing anything: hosts that do not fit it answer what they have, and end. */
  adopt(setup: HostSetup): void;
  /** Whether as many hosts have loaded as the setup wants, and none of a former setup is left. */
  readonly settled: boolean;
  /** See `CaptionLine.fingerprint`; by a host of the present setup. None when there is no host, or it ends meanwhile. */
  fingerprint(requests: readonly PoolRequest[], together: boolean): Promise<readonly string[]>;
  /** Resident size of each host that has told it, bytes. */
  readonly memoryBytes: readonly number[];
  /** Hosts at work or loaded. */
  readonly size: number;
  close(): void;
}

interface Job {
  readonly id: number;
  readonly request: PoolRequest;
  /** A host crashed that had several pictures: each is now tried with a host to itself, so that the right one is blamed. */
  alone: boolean;
  readonly resolve: (reply: HostReply) => void;
  readonly reject: (error: Error) => void;
}

/** Starts hosts when there is work, shares it out, and replaces those that crash or grow. */
export function createHostPool(options: HostPoolOptions): HostPool {
  const waiting: Job[] = [];
  const jobs = new Map<number, Job>();
  const hosts = new Set<ModelHost>();
  const idleTimers = new Map<ModelHost, NodeJS.Timeout>();
  const fingerprints = new Map<number, { host: ModelHost; resolve: (digests: readonly string[]) => void }>();
  const refused: { provider: ExecutionProvider; message: string }[] = [];
  const crashesByImage = new Map<string, number>();
  let providerIndex = 0;
  let provider: ExecutionProvider | undefined;
  let adopted: HostSetup | undefined;
  let loadCrashes = 0;
  let nextId = 1;

  const setup = (): HostSetup => adopted ?? options.plan(options.providers[providerIndex] ?? 'cpu');

  function pump(): void {
    for (let host = freeHost(); host !== undefined; host = freeHost()) give(host);
    const candidate = options.providers[providerIndex];
    if (candidate === undefined) {
      failAll();
      return;
    }
    const loading = [...hosts].filter((host) => !host.loaded).length;
    // Until a provider has proved to work, one host at a time tries it, unless nothing is left to choose from.
    const known = provider !== undefined || providerIndex === options.providers.length - 1;
    const most = known ? setup().hosts : 1;
    for (let more = Math.min(waiting.length - loading, most - hosts.size); more > 0; more--) {
      startHost(candidate);
    }
  }

  /** The host with the least to do that has room for the job which is next. */
  function freeHost(): ModelHost | undefined {
    const next = waiting[0];
    if (next === undefined) return undefined;
    const most = next.alone ? 1 : setup().batchSize * BATCHES_HELD;
    let free: ModelHost | undefined;
    for (const host of hosts) {
      if (!host.loaded || host.retiring || host.given.size >= most || hasJobAlone(host)) continue;
      if (free === undefined || host.given.size < free.given.size) free = host;
    }
    return free;
  }

  function hasJobAlone(host: ModelHost): boolean {
    return [...host.given].some((id) => jobs.get(id)?.alone);
  }

  function give(host: ModelHost): void {
    const job = waiting.shift();
    if (job === undefined) return;
    clearTimeout(idleTimers.get(host));
    const { image: _image, ...request } = job.request;
    host.give({ ...request, id: job.id });
  }

  function startHost(candidate: ExecutionProvider): void {
    const { threads, batchSize } = setup();
    const host = startModelHost({
      start: options.start,
      spec: { ...options.spec, provider: candidate, threads },
      batchSize,
      memoryLimitBytes: options.memoryLimitBytes,
      requestMs: options.requestMs,
      onMessage: receive,
      onCrash: crashed,
    });
    hosts.add(host);
  }

  function receive(host: ModelHost, message: FromHost): void {
    switch (message.type) {
      case 'loaded':
        loadCrashes = 0;
        provider = host.provider;
        break;
      case 'load-failed':
        dismiss(host);
        giveUpProvider(host, message.message);
        break;
      case 'fingerprint':
        fingerprints.get(message.id)?.resolve(message.digests);
        fingerprints.delete(message.id);
        break;
      case 'reply':
        jobs.get(message.id)?.resolve(message.reply);
        break;
      case 'failed':
        jobs.get(message.id)?.reject(fromErrorRecord(message.error));
    }
    if (host.retiring && host.given.size === 0) dismiss(host);
    pump();
    if (hosts.has(host) && host.given.size === 0) rest(host);
  }

  function rest(host: ModelHost): void {
    clearTimeout(idleTimers.get(host));
    const timer = setTimeout(() => dismiss(host), options.idleMs);
    timer.unref();
    idleTimers.set(host, timer);
  }

  function dismiss(host: ModelHost): void {
    forget(host);
    host.dismiss();
  }

  function forget(host: ModelHost): void {
    clearTimeout(idleTimers.get(host));
    idleTimers.delete(host);
    hosts.delete(host);
    for (const [id, asked] of fingerprints) {
      if (asked.host !== host) continue;
      fingerprints.delete(id);
      asked.resolve([]);
    }
  }

  function crashed(host: ModelHost): void {
    const measured = [...fingerprints.values()].some((asked) => asked.host === host);
    forget(host);
    const suspects = [...host.given].flatMap((id) => jobs.get(id) ?? []);
    const [only] = suspects;
    if (!host.loaded) {
      loadCrashes += 1;
      // A provider may take the whole process down where its driver is broken; the next one has a process of its own.
      const last = host.provider === options.providers.at(-1);
      if (!last || loadCrashes >= CRASHES_WHILE_LOADING)
        giveUpProvider(host, 'The process ended while loading.');
    } else if (only !== undefined && suspects.length === 1 && !measured) {
      only.reject(crashOn(only.request.image));
    } else {
      for (const job of suspects) job.alone = true;
      waiting.unshift(...suspects);
    }
    pump();
  }

  function giveUpProvider(host: ModelHost, message: string): void {
    if (host.provider !== options.providers[providerIndex]) return;
    refused.push({ provider: host.provider, message });
    providerIndex += 1;
    loadCrashes = 0;
    provider = undefined;
    adopted = undefined;
  }

  function crashOn(image: string): Error {
    const crashes = (crashesByImage.get(image) ?? 0) + 1;
    crashesByImage.set(image, crashes);
    return crashes < CRASHES_PER_IMAGE ? hostCrashed(crashes) : imageCrashesModel(crashes);
  }

  function failAll(): void {
    const excerpt = refused.map((one) => `${one.provider}: ${one.message}`).join('\n');
    // The next run tries from the start: memory may be free by then.
    providerIndex = 0;
    refused.length = 0;
    for (const job of waiting.splice(0)) job.reject(modelDoesNotLoad(excerpt));
  }

  function cancel(job: Job): void {
    const index = waiting.indexOf(job);
    if (index !== -1) waiting.splice(index, 1);
    for (const host of hosts) if (host.given.has(job.id)) host.post({ type: 'cancel', id: job.id });
    job.reject(new UserError('CANCELLED', 'The caption was cancelled before it was finished.'));
  }

  function adopt(next: HostSetup): void {
    adopted = next;
    const kept = [...hosts].filter((host) => !host.retiring && host.threads === next.threads);
    for (const host of kept) host.post({ type: 'batch-size', batchSize: next.batchSize });
    for (const host of hosts) {
      if (kept.indexOf(host) !== -1 && kept.indexOf(host) < next.hosts) continue;
      host.retire();
      if (host.given.size === 0) dismiss(host);
    }
    pump();
  }

  return {
    run: (request, signal) =>
      new Promise<HostReply>((resolve, reject) => {
        if (signal.aborted) return reject(new UserError('CANCELLED', 'The caption was cancelled.'));
        const id = nextId++;
        const job: Job = { id, request, alone: false, resolve: done(resolve), reject: done(reject) };
        const onAbort = () => cancel(job);
        signal.addEventListener('abort', onAbort, { once: true });
        function done<T>(settle: (value: T) => void): (value: T) => void {
          return (value) => {
            jobs.delete(id);
            signal.removeEventListener('abort', onAbort);
            settle(value);
          };
        }
        jobs.set(id, job);
        waiting.push(job);
        pump();
      }),
    get provider() {
      return provider;
    },
    refused,
    get setup() {
      return setup();
    },
    adopt,
    get settled() {
      const { hosts: wanted, threads } = setup();
      return hosts.size === wanted && [...hosts].every((host) => host.loaded && host.threads === threads);
    },
    fingerprint: (requests, together) => {
      const { threads } = setup();
      const host = [...hosts].find((one) => one.loaded && !one.retiring && one.threads === threads);
      if (host === undefined) return Promise.resolve([]);
      const id = nextId++;
      const plain = requests.map(({ image: _image, ...request }) => ({ ...request, id }));
      return new Promise((resolve) => {
        fingerprints.set(id, { host, resolve });
        host.post({ type: 'fingerprint', id, requests: plain, together });
      });
    },
    get memoryBytes() {
      return [...hosts].map((host) => host.rssBytes).filter((bytes) => bytes > 0);
    },
    get size() {
      return hosts.size;
    },
    close: () => {
      waiting.length = 0;
      for (const job of [...jobs.values()])
        job.reject(new UserError('CANCELLED', 'The captioner was closed.'));
      for (const host of [...hosts]) dismiss(host);
    },
  };
}
