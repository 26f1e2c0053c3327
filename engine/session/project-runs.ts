import type { LogLine } from '../../core/contract/project.ts';
import { UserError } from '../../core/errors.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import type { OutcomeRecord, RunOptions, RunProgress } from '../../core/run.ts';
import { type ActiveRun, type RunDependencies, startRun } from '../run/index.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { type Coalesced, coalesce } from './coalesce.ts';
import type { SamplePreviews } from './preview-sample.ts';
import type { ProjectEvents } from './project-events.ts';
import type { ProjectParts } from './project-parts.ts';
import type { RunForecasts } from './run-forecasts.ts';
import { noteRunEnd, noteRunStart } from './run-notes.ts';
import { problemError } from './run-problems.ts';

/** Progress goes out at most this often [RUN13]: ten a second move smoothly, and leave room in a slow connection. */
const PROGRESS_MS = 100;

export interface ProjectRunsOptions {
  readonly parts: ProjectParts;
  readonly dependencies: RunDependencies & { readonly store: ProjectStore };
  readonly forecasts: RunForecasts;
  readonly previews: SamplePreviews;
  readonly events: ProjectEvents;
  /** Problems of the present flow [RUN1]. */
  readonly check: (options: {
    to?: string | undefined;
    capUsd?: number | undefined;
  }) => Promise<readonly Problem[]>;
  /** Says how much the project holds: often while a run goes on, at once when it has ended. */
  readonly totals: Coalesced & { readonly publish: () => Promise<void> };
  readonly log: () => readonly LogLine[];
}

/** The run of an open project: one at a time, told of as it goes on, and what it or the one before did. */
export class ProjectRuns {
  readonly #options: ProjectRunsOptions;
  readonly #push: Coalesced;
  #active: ActiveRun | undefined;
  /** How the last run of this session ended; the store may not have had room for it. */
  #ended: RunProgress | undefined;
  #starting = false;
  #closing = false;

  constructor(options: ProjectRunsOptions) {
    this.#options = options;
    this.#push = coalesce(PROGRESS_MS, () => options.events.publish({ kind: 'run', run: this.current() }));
  }

  get #store(): ProjectStore {
    return this.#options.dependencies.store;
  }

  get active(): boolean {
    return this.#active !== undefined;
  }

  /** Starts a run of the present flow. Throws RUN_ACTIVE, or a problem of the flow, one that has a fix where there is any. */
  async start(options: RunOptions): Promise<ActiveRun> {
    if (this.#active || this.#starting || this.#closing)
      throw new UserError('RUN_ACTIVE', 'A run is under way already.', {
        remedy: 'Stop it first, or let it end.',
      });
    this.#starting = true;
    try {
      const { dependencies, parts, forecasts } = this.#options;
      const capUsd = options.capUsd ?? this.#store.meta.capUsd();
      await this.#requireRunnable(options.to, capUsd);
      const run = startRun(dependencies, { ...options, ...(capUsd !== undefined && { capUsd }) });
      noteRunStart(parts, run.progress().id);
      forecasts.begun(run, options);
      this.#follow(run);
      return run;
    } finally {
      this.#starting = false;
    }
  }

  /** Checks until the flow that was checked is the flow that is. */
  async #requireRunnable(to: string | undefined, capUsd: number | undefined): Promise<void> {
    for (;;) {
      const revision = this.#store.flow.revision();
      const problems = await this.#options.check({ to, capUsd });
      const errors = problems.filter(({ severity }) => severity === 'error');
      const worst = errors.find(({ fix }) => fix !== undefined) ?? errors[0];
      if (worst) throw problemError(worst, errors.length - 1);
      if (revision === this.#store.flow.revision()) return;
    }
  }

  #follow(run: ActiveRun): void {
    const { parts, forecasts, previews, events, totals, log } = this.#options;
    this.#active = run;
    previews.runBegun();
    run.onProgress(() => {
      // The store is about to close, and asking it would be too late.
      if (this.#closing) return;
      this.#push.call();
      totals.call();
    });
    void run.finished.then(async (ended) => {
      this.#ended = ended;
      noteRunEnd(parts, ended, log());
      if (this.#active === run) this.#active = undefined;
      previews.runEnded();
      this.#push.cancel();
      totals.cancel();
      await forecasts.ended(run, ended);
      if (this.#closing) return;
      events.publish({ kind: 'run', run: this.current() });
      await totals.publish();
    });
    this.#push.call();
  }

  /** A run under way keeps to this cap, US dollars, from now on [RUN7]. */
  setCap(usd: number | undefined): void {
    this.#active?.setCap(usd);
  }

  /** The run under way. Throws RUN_NONE. */
  require(): ActiveRun {
    if (!this.#active) throw new UserError('RUN_NONE', 'No run is under way.', { remedy: 'Start one.' });
    return this.#active;
  }

  /** The run under way, else the last one as it was saved. */
  current(): RunProgress | null {
    return this.#active?.progress() ?? this.#ended ?? this.#store.runs.latest() ?? null;
  }

  /** Latest samples of a node, newest first: of the run under way where it has any, else of the one before. */
  latestOutcomes(node: string): readonly OutcomeRecord[] {
    const live = this.#active?.latest(node) ?? [];
    return live.length > 0 ? live : this.#store.runs.peek(node);
  }

  /** What the nodes that write captions kept last, newest first. */
  latestCaptions(limit: number): readonly OutcomeRecord[] {
    const { catalog } = this.#options.parts.library;
    return this.#store.flow
      .flow()
      .nodes.filter(({ type }) => writesCaptions(catalog.get(type)))
      .flatMap(({ id }) => this.latestOutcomes(id))
      .filter(({ outcome, sample }) => outcome === 'kept' && sample.facets.caption !== undefined)
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  }

  /** Stops the run under way for good: none can be started any more, and nothing is told. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#push.cancel();
    await this.#active?.stop();
    this.#active = undefined;
  }
}

/** Makes captions out of samples that need not have one. */
function writesCaptions(descriptor: NodeDescriptor | undefined): boolean {
  if (descriptor === undefined) return false;
  const { inputs, outputs } = descriptor;
  const describes = inputs.some(({ type }) => type === 'image' || type === 'prompted-image');
  return describes && outputs.some(({ type }) => type === 'caption');
}
