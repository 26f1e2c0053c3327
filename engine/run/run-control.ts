import { type CodedError, UserError } from '../../core/errors.ts';
import { createBreath } from '../breath.ts';

/**
 * Running, paused, stopped or given up, for all stages of a run at once. A stage passes `gate()` before it begins anything new:
 * the gate is shut while the run is paused and throws once it is stopped or given up [RUN8].
 */
export class RunControl {
  readonly #abort = new AbortController();
  #state: 'running' | 'paused' = 'running';
  #reason: CodedError | undefined;
  #failure: CodedError | undefined;
  #resumed = 0;
  #waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  readonly #onChange: () => void;
  /** Shared by all stages, which would otherwise pass the turn among themselves. */
  readonly breath = createBreath();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get state(): 'running' | 'paused' | 'stopped' | 'failed' {
    if (this.#failure) return 'failed';
    return this.#abort.signal.aborted ? 'stopped' : this.#state;
  }

  /** Why the run was given up; undefined unless `fail` was called. */
  get failure(): CodedError | undefined {
    return this.#failure;
  }

  /** How often the run was resumed: what was begun before the last time says nothing about the present. */
  get resumed(): number {
    return this.#resumed;
  }

  /** Why the run paused itself; undefined when a person paused it. */
  get reason(): CodedError | undefined {
    return this.#reason;
  }

  /** The first reason stays: what follows is mostly its echo. */
  pause(reason?: CodedError): void {
    // A person's pause has no reason of its own: one that comes up meanwhile is what keeps it from being resumed.
    const explains = this.state === 'paused' && this.#reason === undefined && reason !== undefined;
    if (this.state !== 'running' && !explains) return;
    this.#state = 'paused';
    this.#reason = reason;
    this.#onChange();
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.#state = 'running';
    this.#resumed += 1;
    this.#reason = undefined;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    this.#onChange();
  }

  stop(): void {
    this.#cancel(stopped());
  }

  /** Gives the run up: what it would still do could not be kept. Cancels as `stop` does; the first call of either counts. */
  fail(error: CodedError): void {
    if (!this.#abort.signal.aborted) this.#failure = error;
    this.#cancel(error);
  }

  #cancel(error: CodedError): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort(error);
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    this.#onChange();
  }

  /** Resolves at once while running, but for a breath now and then that lets timers and requests have their turn. */
  async gate(): Promise<void> {
    await this.breath();
    this.#abort.signal.throwIfAborted();
    while (this.#state === 'paused') {
      await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
      this.#abort.signal.throwIfAborted();
    }
  }
}

function stopped(): UserError {
  return new UserError('CANCELLED', 'The run was stopped.', { remedy: 'Run again: what is done is reused.' });
}
