import { fromErrorRecord, UserError } from '../../../core/errors.ts';
import type { HostChannel } from '../../engine-host.ts';
import type {
  ExecutionProvider,
  FromHost,
  HostReply,
  HostRequest,
  ModelSpec,
  ToHost,
} from '../../hosts/host-messages.ts';
import type { HostPlan } from './plan-hosts.ts';
import { hostCrashed, imageCrashesModel, modelDoesNotLoad } from './pool-errors.ts';

/** Crashes of a host on one and the same picture after which the picture is to blame. */
const CRASHES_PER_IMAGE = 3;
/** Crashes while loading, one after the other, after which the model is to blame. */
const CRASHES_WHILE_LOADING = 3;

export interface HostPoolOptions {
  readonly start: (environment: Readonly<Record<string, string>>) => HostChannel;
  readonly spec: Omit<ModelSpec, 'provider' | 'threads'>;
  /** To be tried in this order, each in a process of its own. */
  readonly providers: readonly ExecutionProvider[];
  readonly plan: (provider: ExecutionProvider) => HostPlan;
  /** A host above this resident size is replaced after its request. */
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
  /** Hosts at work or loaded. */
  readonly size: number;
  close(): void;
}

interface Job {
  readonly id: number;
  readonly request: PoolRequest;
  readonly resolve: (reply: HostReply) => void;
  readonly reject: (error: Error) => void;
}

interface Host {
  readonly channel: HostChannel;
  readonly providerIndex: number;
  loaded: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Ended by the pool: its exit is no crash. */
  dismissed: boolean;
}

/** Starts hosts when there is work, gives each one request at a time, and replaces those that crash or grow. */
export function createHostPool(options: HostPoolOptions): HostPool {
  const waiting: Job[] = [];
  const hosts = new Set<Host>();
  const refused: { provider: ExecutionProvider; message: string }[] = [];
  const crashesByImage = new Map<string, number>();
  let providerIndex = 0;
  let provider: ExecutionProvider | undefined;
  let loadCrashes = 0;
  let nextId = 1;

  function pump(): void {
    for (const host of hosts) {
      if (waiting.length === 0) return;
      if (host.loaded && host.job === undefined && !host.dismissed) give(host);
    }
    const candidate = options.providers[providerIndex];
    if (candidate === undefined) {
      failAll();
      return;
    }
    const loading = [...hosts].filter((host) => !host.loaded && !host.dismissed).length;
    const alive = [...hosts].filter((host) => !host.dismissed).length;
    // Until a provider has proved to work, one host at a time tries it, unless nothing is left to choose from.
    const known = provider !== undefined || providerIndex === options.providers.length - 1;
    const most = known ? options.plan(candidate).hosts : 1;
    for (let more = Math.min(waiting.length - loading, most - alive); more > 0; more--) startHost(candidate);
  }

  function startHost(candidate: ExecutionProvider): void {
    const { threads } = options.plan(candidate);
    const channel = options.start({ OMP_NUM_THREADS: String(threads) });
    const host: Host = {
      channel,
      providerIndex,
      loaded: false,
      job: undefined,
      timer: undefined,
      dismissed: false,
    };
    hosts.add(host);
    channel.onMessage((message) => receive(host, message as FromHost));
    channel.onExit(() => exited(host));
    post(host, { type: 'load', spec: { ...options.spec, provider: candidate, threads } });
    wait(host, options.requestMs);
  }

  function give(host: Host): void {
    const job = waiting.shift();
    if (job === undefined) return;
    host.job = job;
    const { image: _image, ...request } = job.request;
    post(host, { type: 'caption', request: { ...request, id: job.id } });
    wait(host, options.requestMs);
  }

  function receive(host: Host, message: FromHost): void {
    if (host.dismissed && host.job === undefined) return;
    if (message.type === 'loaded') {
      host.loaded = true;
      loadCrashes = 0;
      provider = options.providers[host.providerIndex];
      rest(host);
    } else if (message.type === 'load-failed') {
      dismiss(host);
      giveUpProvider(host, message.message);
    } else if (host.job?.id === message.id) {
      const { job } = host;
      host.job = undefined;
      if (message.type === 'reply') job.resolve(message.reply);
      else job.reject(fromErrorRecord(message.error));
      if (message.rssBytes > options.memoryLimitBytes) dismiss(host);
      else rest(host);
    }
    pump();
  }

  function rest(host: Host): void {
    clearTimeout(host.timer);
    host.timer = setTimeout(() => dismiss(host), options.idleMs);
    host.timer.unref();
  }

  function wait(host: Host, ms: number): void {
    clearTimeout(host.timer);
    // Ends in `exited`, as a crash does.
    host.timer = setTimeout(() => host.channel.kill(), ms);
    host.timer.unref();
  }

  function dismiss(host: Host): void {
    clearTimeout(host.timer);
    host.dismissed = true;
    hosts.delete(host);
    host.channel.kill();
  }

  function exited(host: Host): void {
    clearTimeout(host.timer);
    hosts.delete(host);
    if (host.dismissed) return;
    host.dismissed = true;
    const { job } = host;
    host.job = undefined;
    if (job !== undefined) job.reject(crashOn(job.request.image));
    else if (!host.loaded) {
      loadCrashes += 1;
      // A provider may take the whole process down where its driver is broken; the next one has a process of its own.
      const last = host.providerIndex === options.providers.length - 1;
      if (!last || loadCrashes >= CRASHES_WHILE_LOADING)
        giveUpProvider(host, 'The process ended while loading.');
    }
    pump();
  }

  function giveUpProvider(host: Host, message: string): void {
    if (host.providerIndex !== providerIndex) return;
    const given = options.providers[providerIndex];
    if (given !== undefined) refused.push({ provider: given, message });
    providerIndex += 1;
    loadCrashes = 0;
    provider = undefined;
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
    for (const host of hosts) if (host.job === job) post(host, { type: 'cancel', id: job.id });
    job.reject(new UserError('CANCELLED', 'The caption was cancelled before it was finished.'));
  }

  return {
    run: (request, signal) =>
      new Promise<HostReply>((resolve, reject) => {
        if (signal.aborted) return reject(new UserError('CANCELLED', 'The caption was cancelled.'));
        const job: Job = { id: nextId++, request, resolve: done(resolve), reject: done(reject) };
        const onAbort = () => cancel(job);
        signal.addEventListener('abort', onAbort, { once: true });
        function done<T>(settle: (value: T) => void): (value: T) => void {
          return (value) => {
            signal.removeEventListener('abort', onAbort);
            settle(value);
          };
        }
        waiting.push(job);
        pump();
      }),
    get provider() {
      return provider;
    },
    refused,
    get size() {
      return hosts.size;
    },
    close: () => {
      for (const job of waiting.splice(0)) {
        job.reject(new UserError('CANCELLED', 'The captioner was closed.'));
      }
      for (const host of [...hosts]) {
        host.job?.reject(new UserError('CANCELLED', 'The captioner was closed.'));
        host.job = undefined;
        dismiss(host);
      }
    },
  };
}

function post(host: Host, message: ToHost): void {
  host.channel.send(message);
}
