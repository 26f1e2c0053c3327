import type { HostChannel } from '../../engine-host.ts';
import type {
  ExecutionProvider,
  FromHost,
  HostRequest,
  ModelSpec,
  ToHost,
} from '../../hosts/host-messages.ts';

/** Replies after which a host counts as warm: what it takes then is what it needs. */
const WARM_REPLIES = 8;
const GROWTH_FACTOR = 2;
const GROWTH_BYTES = 256 * 1024 * 1024;

export interface ModelHostOptions {
  readonly start: (environment: Readonly<Record<string, string>>) => HostChannel;
  readonly spec: ModelSpec;
  readonly batchSize: number;
  /** A host above this resident size is replaced. */
  readonly memoryLimitBytes: number;
  /** A host that has not answered after this time is taken for hung and ended. */
  readonly requestMs: number;
  readonly onMessage: (host: ModelHost, message: FromHost) => void;
  /** The process has ended without having been asked to. */
  readonly onCrash: (host: ModelHost) => void;
}

/** One process with a loaded model, as the pool sees it. */
export interface ModelHost {
  readonly provider: ExecutionProvider;
  readonly threads: number;
  /** Ids of the requests that it was given and has not answered, in their order. */
  readonly given: ReadonlySet<number>;
  readonly loaded: boolean;
  /** Takes nothing new; to be dismissed when it has answered what it was given. Grown hosts retire by themselves. */
  readonly retiring: boolean;
  /** Resident size as it was last told, bytes; 0 before that. */
  readonly rssBytes: number;
  give(request: HostRequest): void;
  post(message: Exclude<ToHost, { type: 'load' | 'caption' }>): void;
  retire(): void;
  /** Ends the process now; its end is then no crash. */
  dismiss(): void;
}

/** Starts a process and has it load the model. Watches its time and its memory. */
export function startModelHost(options: ModelHostOptions): ModelHost {
  const { spec } = options;
  const given = new Set<number>();
  let loaded = false;
  let retiring = false;
  let ended = false;
  let rssBytes = 0;
  let replies = 0;
  let warmBytes = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const channel = options.start({ OMP_NUM_THREADS: String(spec.threads) });
  const host: ModelHost = {
    provider: spec.provider,
    threads: spec.threads,
    given,
    get loaded() {
      return loaded;
    },
    get retiring() {
      return retiring;
    },
    get rssBytes() {
      return rssBytes;
    },
    give(request) {
      given.add(request.id);
      send({ type: 'caption', request });
      if (given.size === 1) watch();
    },
    post: (message) => {
      // Another size of batches takes another amount of memory: the host gets warm anew.
      if (message.type === 'batch-size') {
        replies = 0;
        warmBytes = Number.POSITIVE_INFINITY;
      }
      send(message);
    },
    retire() {
      retiring = true;
    },
    dismiss() {
      clearTimeout(timer);
      if (ended) return;
      ended = true;
      channel.kill();
    },
  };

  function send(message: ToHost): void {
    channel.send(message);
  }

  function watch(): void {
    clearTimeout(timer);
    if (ended) return;
    // Ends in `onExit`, as a crash does.
    timer = setTimeout(() => channel.kill(), options.requestMs);
    timer.unref();
  }

  function receive(message: FromHost): void {
    if (ended) return;
    if (message.type === 'loaded') loaded = true;
    if ('rssBytes' in message) rssBytes = message.rssBytes;
    if (message.type === 'reply' || message.type === 'failed') {
      // A late answer to what nobody waits for any more.
      if (!given.delete(message.id)) return;
      if (++replies === WARM_REPLIES) warmBytes = rssBytes;
      if (hasGrown()) retiring = true;
    }
    if (given.size > 0) watch();
    else clearTimeout(timer);
    options.onMessage(host, message);
  }

  function hasGrown(): boolean {
    return rssBytes > Math.min(options.memoryLimitBytes, warmBytes * GROWTH_FACTOR + GROWTH_BYTES);
  }

  channel.onMessage((message) => receive(message as FromHost));
  channel.onExit(() => {
    clearTimeout(timer);
    if (ended) return;
    ended = true;
    options.onCrash(host);
  });
  send({ type: 'load', spec, batchSize: options.batchSize });
  watch();
  return host;
}
