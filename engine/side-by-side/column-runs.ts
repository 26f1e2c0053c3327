import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';
import type { OutcomeRecord, RunProgress } from '../../core/run.ts';
import type { RunDependencies } from '../run/active-run.ts';
import { type ActiveRun, checkFlow, startRun } from '../run/index.ts';
import type { ProjectParts } from '../session/project-parts.ts';
import { noteRunEnd, noteRunStart } from '../session/run-notes.ts';

/** How it stands with the work of one column. */
export interface ColumnWork {
  readonly state: 'idle' | 'queued' | 'running' | 'paused';
  readonly reason?: ErrorRecord;
  /** What became of samples in the run under way, or in the last one. */
  outcomes(node: string): readonly OutcomeRecord[];
}

interface Entry {
  run?: ActiveRun;
  active: boolean;
  queued: boolean;
  /** Asked for again while it was under way: pictures may have come since it began. */
  again: boolean;
  problem?: ErrorRecord;
}

export interface ColumnRunsOptions {
  readonly parts: ProjectParts;
  readonly dependencies: RunDependencies & { readonly store: ProjectParts['store'] };
  /** The most that the store may have spent in all, US dollars. */
  readonly capUsd: () => number | undefined;
  readonly onChange: () => void;
}

/**
 * The runs of the board's columns: one each, so that what holds up one captioner holds up no other. They share the store, and with it the
 * money. Models on this computer work one after the other, because each fills the memory; endpoints work at once.
 */
export class ColumnRuns {
  readonly #options: ColumnRunsOptions;
  readonly #entries = new Map<string, Entry>();
  #locals: Promise<unknown> = Promise.resolve();
  #stopped = 0;

  constructor(options: ColumnRunsOptions) {
    this.#options = options;
  }

  work(column: string): ColumnWork {
    const entry = this.#entries.get(column);
    const { store } = this.#options.parts;
    const outcomes = (node: string) => entry?.run?.latest(node) ?? store.runs.peek(node);
    if (entry === undefined) return { state: 'idle', outcomes };
    const progress = entry.active ? entry.run?.progress() : undefined;
    const state =
      progress?.state === 'paused' ? 'paused' : entry.active ? 'running' : entry.queued ? 'queued' : 'idle';
    const reason = progress?.reason ?? entry.problem;
    return { state, outcomes, ...(reason && { reason }) };
  }

  /** Starts the column's work, or lets it go on. Never throws: what stands against it is the column's reason. */
  start(column: string, local: boolean): void {
    const entry = this.#entry(column);
    if (entry.active && entry.run) {
      entry.again = true;
      entry.run.resume();
    } else if (!entry.queued) {
      entry.queued = true;
      delete entry.problem;
      const stopped = this.#stopped;
      const work = () => (stopped === this.#stopped ? this.#run(column, entry) : undefined);
      if (local) this.#locals = this.#locals.then(work);
      else void work();
    }
    this.#options.onChange();
  }

  /** A moved cap lets those go on that the former one held up. */
  capChanged(): void {
    for (const { active, run } of this.#entries.values()) if (active) run?.setCap(this.#options.capUsd());
  }

  /** Cancels all or one; what is on its way is cut off. */
  async stop(column?: string): Promise<void> {
    if (column === undefined) this.#stopped += 1;
    const entries = [...this.#entries].filter(([id]) => column === undefined || id === column);
    await Promise.all(
      entries.map(async ([, entry]) => {
        entry.queued = false;
        entry.again = false;
        if (entry.active) await entry.run?.stop();
      }),
    );
    this.#options.onChange();
  }

  /** Cancels a column's work, and forgets what held it up. */
  async forget(column: string): Promise<void> {
    await this.stop(column);
    this.#entries.delete(column);
  }

  async #run(column: string, entry: Entry): Promise<void> {
    try {
      do {
        entry.again = false;
        await this.#runOnce(column, entry);
      } while (entry.again);
    } catch (thrown) {
      entry.problem = toErrorRecord(thrown);
    } finally {
      entry.queued = false;
      entry.active = false;
      this.#options.onChange();
    }
  }

  async #runOnce(column: string, entry: Entry): Promise<void> {
    const { parts, dependencies, capUsd, onChange } = this.#options;
    const cap = capUsd();
    const flow = parts.store.flow.flow();
    const problems = await checkFlow(dependencies, flow, { to: column, capped: cap !== undefined });
    const error = problems.find(({ severity }) => severity === 'error');
    if (!entry.queued && !entry.active) return;
    if (error) {
      const { code, message, remedy, fix } = error;
      entry.problem = { code, message, remedy, attempts: 1, ...(fix && { fix }) };
      return;
    }
    const run = startRun(dependencies, {
      to: column,
      retryFailed: true,
      direct: true,
      ...(cap !== undefined && { capUsd: cap }),
    });
    Object.assign(entry, { run, active: true, queued: false });
    noteRunStart(parts, run.progress().id);
    run.onProgress(onChange);
    const ended = await run.finished;
    noteRunEnd(parts, ended, []);
    const reason = failureOf(ended);
    if (reason) entry.problem = reason;
    entry.active = false;
    // What a repetition asks for is queued, so that a stop finds it.
    entry.queued = entry.again;
  }

  #entry(column: string): Entry {
    const entry = this.#entries.get(column) ?? { active: false, queued: false, again: false };
    this.#entries.set(column, entry);
    return entry;
  }
}

function failureOf({ state, reason }: RunProgress): ErrorRecord | undefined {
  return state === 'failed' ? reason : undefined;
}
