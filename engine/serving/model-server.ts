import { setTimeout as pause } from 'node:timers/promises';
import { type CodedError, toCodedError, toErrorRecord, UserError } from '../../core/errors.ts';
import type { ManagedServer, ServerSettings, ServerState } from '../../core/serving/managed-server.ts';
import { isAlive } from '../training/process-identity.ts';
import { readLogEnd } from '../training/read-log.ts';
import { isHealthy } from './ask-health.ts';
import { requireServable } from './check-served-model.ts';
import { explainFailure, LOG_END } from './explain-failure.ts';
import { type LaunchParts, launchServer } from './launch-server.ts';
import { reasonToStop } from './reason-to-stop.ts';
import { LOOPBACK } from './server-command.ts';
import type { ServerFacts, ServerFolder, ServerProcess } from './server-folder.ts';
import { endProcess } from './server-process.ts';
import { untilAborted } from './until-aborted.ts';

/** What a server needs of the app. */
export interface ServerParts extends LaunchParts {
  readonly timing?: Partial<ServerTiming>;
}

export interface ServerTiming {
  /** Milliseconds that a start may take: vLLM compiles for minutes, and large weights may lie on a slow disk. */
  readonly startMs: number;
  /** Milliseconds without a request after which the device is given to a job that waits for it. */
  readonly giveWayMs: number;
  /** Pause between two looks at the process, milliseconds. */
  readonly lookMs: number;
}

const TIMING: ServerTiming = { startMs: 10 * 60_000, giveWayMs: 5000, lookMs: 1000 };
const HEALTH_MS = 250;
/** Requests that fail together get the same error; the next one after that starts anew. */
const SAME_FAILURE_MS = 2000;

/** A model that is served by a process of its own: started when it is needed, watched, and stopped when nobody needs it. */
export class ModelServer {
  readonly folder: ServerFolder;
  #facts: ServerFacts;
  readonly #parts: ServerParts;
  readonly #timing: ServerTiming;
  #state: ServerState = 'stopped';
  #process: ServerProcess | undefined;
  #starting: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #abort = new AbortController();
  #error: { readonly error: CodedError; readonly at: number } | undefined;
  #note: ManagedServer['note'];
  #inFlight = 0;
  #usedAt = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(folder: ServerFolder, facts: ServerFacts, parts: ServerParts) {
    this.folder = folder;
    this.#facts = facts;
    this.#parts = parts;
    this.#timing = { ...TIMING, ...parts.timing };
  }

  get name(): string {
    return this.folder.name;
  }

  get facts(): ServerFacts {
    return this.#facts;
  }

  get url(): string {
    return `http://${LOOPBACK}:${this.#facts.port}/v1`;
  }

  /** Whether its process is this app's to stop. */
  get isOwn(): boolean {
    const { me } = this.#parts;
    const owner = this.#process?.owner;
    return owner?.pid === me.pid && owner.started === me.started;
  }

  get isStarting(): boolean {
    return this.#starting !== undefined;
  }

  describe(): ManagedServer {
    const { title, folder, settings } = this.#facts;
    const place = this.#state === 'waiting' ? this.#parts.queue.placeOf(this.folder.path) : undefined;
    const process = this.#process;
    return {
      name: this.name,
      title,
      folder,
      settings,
      state: this.#state,
      url: this.url,
      inFlight: this.#inFlight,
      ...(process && { program: process.program, device: process.device, startedAt: process.startedAt }),
      ...(place !== undefined && { queuePlace: place }),
      ...(this.#error && this.#state === 'failed' && { error: toErrorRecord(this.#error.error) }),
      ...(this.#note && this.#state === 'stopped' && { note: this.#note }),
    };
  }

  /**
   * Takes over what an app that is gone has left running, and ends it where it is not well. One that another app runs is seen as it is once it is well
   * [SERVE5].
   */
  async attach(): Promise<void> {
    const left = await this.#leftRunning();
    if (left === undefined || !(await this.#isWell(left))) return;
    this.#process = left;
    this.#becomeReady();
  }

  /** The process that serves already, whoever started it; this app's from now on where its owner is gone and it is well. */
  async #leftRunning(): Promise<ServerProcess | undefined> {
    const left = await this.folder.process();
    if (left === undefined || !isAlive(left.process)) return undefined;
    this.#facts = { ...this.#facts, port: left.port };
    if (isAlive(left.owner)) return left;
    if (await this.#isWell(left)) {
      const taken = { ...left, owner: this.#parts.me };
      await this.folder.writeProcess(taken);
      return taken;
    }
    await endProcess(left.process);
    await this.folder.writeProcess(undefined);
    return undefined;
  }

  #isWell({ port }: ServerProcess): Promise<boolean> {
    const url = `http://${LOOPBACK}:${port}/v1`;
    return isHealthy(url, this.#facts.key, this.name, this.#abort.signal);
  }

  async change(settings: Partial<ServerSettings>): Promise<void> {
    this.#facts = { ...this.#facts, settings: { ...this.#facts.settings, ...settings } };
    await this.folder.writeFacts(this.#facts);
  }

  /**
   * Waits until it is ready, starting it where it is not, and counts a request until it is let go of. Requests that come within a moment of a failure get that
   * failure; a later one starts it anew. Throws SERVER_FAILED, SERVER_MISSING, TRAINER_MISSING, and the signal's reason.
   */
  async use(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    this.#inFlight += 1;
    const letGo = () => {
      this.#inFlight -= 1;
      this.#usedAt = this.#parts.now();
    };
    try {
      if (this.#state === 'ready') this.#look();
      if (this.#state !== 'ready') {
        if (this.#error && this.#parts.now() - this.#error.at < SAME_FAILURE_MS) throw this.#error.error;
        await untilAborted(this.start(), signal);
      }
      return letGo;
    } catch (thrown) {
      letGo();
      throw thrown;
    }
  }

  /** Resolves when it is ready; the same start for all that ask meanwhile. */
  start(): Promise<void> {
    if (this.#state === 'ready') return Promise.resolve();
    this.#starting ??= this.#begin().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Ends it with all its processes, or takes it out of the queue. */
  stop(note?: ManagedServer['note']): Promise<void> {
    this.#ending ??= this.#end(note).finally(() => {
      this.#ending = undefined;
    });
    return this.#ending;
  }

  async #end(note: ManagedServer['note']): Promise<void> {
    // From here on nobody takes it for ready.
    if (this.#state === 'ready') this.#state = 'stopping';
    this.#abort.abort(new UserError('CANCELLED', 'The server was stopped.'));
    await this.#starting?.catch(() => undefined);
    clearInterval(this.#watch);
    const { folder } = this;
    const process = this.#process ?? (await folder.process());
    if (process && isAlive(process.process)) {
      this.#state = 'stopping';
      await endProcess(process.process);
    }
    await folder.writeProcess(undefined);
    this.#note = note;
    this.#error = undefined;
    this.#state = 'stopped';
  }

  async #begin(): Promise<void> {
    // Made before anything is waited for: a stop that comes at once calls this start off.
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    await this.#ending;
    this.#error = undefined;
    this.#process = undefined;
    this.#state = 'starting';
    try {
      signal.throwIfAborted();
      // Another process of the app may have started it meanwhile.
      this.#process = (await this.#leftRunning()) ?? (await this.#launch(signal));
      await this.#untilHealthy(this.#process, signal);
      this.#becomeReady();
    } catch (thrown) {
      if (this.#process && this.isOwn) {
        await endProcess(this.#process.process);
        await this.folder.writeProcess(undefined);
      }
      if (signal.aborted) {
        this.#state = 'stopped';
        throw signal.reason;
      }
      this.#fail(toCodedError(thrown));
      throw thrown;
    }
  }

  async #launch(signal: AbortSignal): Promise<ServerProcess> {
    await requireServable(this.#facts);
    const started = await launchServer(this.folder, this.#facts, this.#parts, signal, (step) => {
      this.#state = step;
    });
    if (started === undefined) throw await this.#failure('did not start');
    if (started.port !== this.#facts.port) {
      this.#facts = { ...this.#facts, port: started.port };
      await this.folder.writeFacts(this.#facts);
    }
    return started;
  }

  async #untilHealthy({ process }: ServerProcess, signal: AbortSignal): Promise<void> {
    const until = this.#parts.now() + this.#timing.startMs;
    while (!(await isHealthy(this.url, this.#facts.key, this.name, signal))) {
      signal.throwIfAborted();
      if (!isAlive(process)) throw await this.#failure('did not start');
      if (this.#parts.now() > until) throw await this.#failure('did not answer in time');
      await pause(HEALTH_MS, undefined, { signal });
    }
  }

  #becomeReady(): void {
    this.#usedAt = this.#parts.now();
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#look(), this.#timing.lookMs);
    this.#watch.unref();
    this.#state = 'ready';
  }

  /** Sees an end, and stops what nobody needs. */
  #look(): void {
    const process = this.#process;
    if (this.#state !== 'ready' || process === undefined) return;
    if (!isAlive(process.process)) {
      clearInterval(this.#watch);
      this.#fail(explainFailure('ended by itself', this.#facts.title, []));
      void this.#failure('ended by itself').then((error) => this.#state === 'failed' && this.#fail(error));
      return;
    }
    if (!this.isOwn || this.#inFlight > 0) return;
    const reason = reasonToStop(
      this.#facts.settings,
      this.#parts.now() - this.#usedAt,
      this.#timing.giveWayMs,
      () => this.#parts.queue.waiting(process.device),
    );
    if (reason) void this.stop(reason);
  }

  async #failure(what: Parameters<typeof explainFailure>[0]): Promise<CodedError> {
    const { lines } = await readLogEnd(this.folder.logFile, LOG_END);
    return explainFailure(what, this.#facts.title, lines);
  }

  #fail(error: CodedError): void {
    this.#error = { error, at: this.#parts.now() };
    this.#state = 'failed';
  }
}
