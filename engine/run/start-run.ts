import {
  type CodedError,
  fromErrorRecord,
  toCodedError,
  toErrorRecord,
  UserError,
} from '../../core/errors.ts';
import type { OutcomeRecord, RunOptions, RunProgress, RunState } from '../../core/run.ts';
import type { ActiveRun, RunDependencies } from './active-run.ts';
import { chooseRetries } from './choose-retries.ts';
import { RunTally } from './forecast/run-tally.ts';
import type { Tally } from './forecast/tally.ts';
import { hasModel } from './made-model.ts';
import { planRun } from './plan.ts';
import { createRunBudget, type RunBudget } from './run-budget.ts';
import { RunControl } from './run-control.ts';
import { buildStages, runStage, selectSamples } from './run-stages.ts';
import type { Stage } from './stage.ts';

/** Pause between two pushes of progress [RUN13]. */
const PUSH_MS = 50;
/** Pause between two notes of the counts in the store. */
const SAVE_MS = 500;
/** Pause between two notes of the last samples of each node, which are there for who looks after the run or from outside. */
const SAVE_LATEST_MS = 2000;

/** Starts a run of the project's present flow. The flow must have passed `checkFlow`. */
export function startRun(dependencies: RunDependencies, options: RunOptions): ActiveRun {
  return new Run(dependencies, options);
}

class Run implements ActiveRun {
  readonly #dependencies: RunDependencies;
  readonly #options: RunOptions;
  readonly #control: RunControl;
  readonly #start: ReturnType<RunDependencies['store']['beginRun']>;
  readonly #stages: readonly Stage[];
  readonly #listeners = new Set<(progress: RunProgress) => void>();
  readonly #startedAt: number;
  readonly finished: Promise<RunProgress>;
  /** What it came to, once it has ended. */
  #final: RunProgress | undefined;
  #spend: ReturnType<RunDependencies['store']['spend']> = { settledUsd: 0, reservedUsd: 0 };
  #pushTimer: NodeJS.Timeout;
  #savedAt = 0;
  #latestSavedAt = 0;
  #capUsd: number | undefined;
  readonly #budget: RunBudget;
  readonly #deaf: () => void;
  readonly #tally: RunTally;

  constructor(dependencies: RunDependencies, options: RunOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#capUsd = options.capUsd;
    this.#startedAt = dependencies.now();
    this.#start = dependencies.store.beginRun(options);
    this.#control = new RunControl(() => this.#push());
    this.#deaf = dependencies.store.onStall((reason) => this.#control.pause(reason));
    this.#budget = createRunBudget(dependencies.store, this.#start.id, () => this.#capUsd);
    const plan = planRun(this.#start.flow, dependencies.library, options, (node) =>
      hasModel(dependencies.store, node),
    );
    this.#tally = new RunTally(plan, options.limit !== undefined, dependencies.now);
    this.#stages = buildStages(plan, {
      dependencies,
      start: this.#start,
      control: this.#control,
      budget: this.#budget,
      direct: options.direct ?? false,
      tally: this.#tally,
      retries: chooseRetries(options),
    });
    this.#pushTimer = setInterval(() => this.#tick(), PUSH_MS);
    this.finished = this.#execute();
  }

  progress(): RunProgress {
    if (this.#final) return this.#final;
    const state = this.#control.state === 'paused' ? 'paused' : 'running';
    return this.#describe(state, this.#control.reason);
  }

  onProgress(listener: (progress: RunProgress) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  pause(): void {
    this.#control.pause();
  }

  resume(): void {
    if (this.#commitsAgain()) this.#control.resume();
  }

  /** Whether what is kept in memory since the disk was full is on disk now; where it is not, the run stays paused. */
  #commitsAgain(): boolean {
    const { store } = this.#dependencies;
    if (store.stalled() === undefined) return true;
    try {
      store.retryCommit();
      return true;
    } catch (thrown) {
      this.#control.pause(toCodedError(thrown));
      return false;
    }
  }

  setCap(usd: number | undefined): void {
    const raised = usd === undefined || usd > (this.#capUsd ?? Number.POSITIVE_INFINITY);
    this.#capUsd = usd;
    this.#budget.capChanged();
    if (raised && this.#control.reason?.code === 'BUDGET_REACHED') this.#control.resume();
    this.#push();
  }

  async stop(): Promise<void> {
    this.#control.stop();
    // Nobody will make room for it any more.
    if (!this.#commitsAgain()) this.#dependencies.store.abandonCommit();
    await this.finished;
  }

  tally(): Tally {
    return this.#tally.tally(this.#budget.largestUsd);
  }

  latest(node: string): readonly OutcomeRecord[] {
    return this.#stages.find((stage) => stage.id === node)?.meter.latest() ?? [];
  }

  async #execute(): Promise<RunProgress> {
    let failure: CodedError | undefined;
    try {
      const sources = this.#stages.filter((stage) => stage.planned.type.shape === 'source');
      const selections = await selectSamples(sources, this.#options);
      await Promise.all(
        this.#stages.map((stage) =>
          this.#runStage(stage, sources.indexOf(stage), selections.get(stage.id) ?? {}),
        ),
      );
    } catch (thrown) {
      failure = toCodedError(thrown);
    }
    return this.#finish(failure);
  }

  /** What one stage cannot get over stays on its node; its siblings go on, and collectors behind it refuse. */
  async #runStage(
    stage: Stage,
    sourceIndex: number,
    selection: Parameters<typeof runStage>[2],
  ): Promise<void> {
    try {
      await runStage(stage, sourceIndex, selection);
      stage.meter.setState('done');
    } catch (thrown) {
      stage.meter.note = undefined;
      if (this.#control.signal.aborted) stage.meter.setState('stopped');
      else this.#fail(stage, toCodedError(thrown));
    } finally {
      stage.close();
    }
  }

  #fail(stage: Stage, error: CodedError): void {
    stage.meter.setState('error', error);
    this.#dependencies.log(
      'error',
      stage.id,
      error.details.remedy ? `${error.message} ${error.details.remedy}` : error.message,
    );
    if (error.code === 'UNEXPECTED' && error.stack) this.#dependencies.log('error', stage.id, error.stack);
    // Nobody takes from a stage that has failed: without this its producers would wait for room for ever.
    void drain(stage);
    // Where the store itself has failed, nothing that the siblings still do could be kept.
    this.#dependencies.store.committed().catch((thrown: unknown) => this.#control.fail(toCodedError(thrown)));
  }

  /** Writes the end down. A group that was lost on the way makes it a failure; the end itself may still fit on a full disk. */
  async #finish(failure: CodedError | undefined): Promise<RunProgress> {
    const { store, now } = this.#dependencies;
    let lost = this.#control.failure;
    try {
      for (const stage of this.#stages) store.savePeek(stage.id, stage.meter.latest());
      await store.committed();
    } catch (thrown) {
      lost ??= toCodedError(thrown);
    }
    const { state, reason } = this.#outcome(failure, lost);
    const final = { ...this.#describe(state, reason), endedAt: now() };
    this.#final = final;
    clearInterval(this.#pushTimer);
    this.#deaf();
    try {
      store.endRun(final);
      store.dropMembers(this.#start.id);
    } catch (thrown) {
      this.#final = { ...final, state: 'failed', reason: toErrorRecord(lost ?? thrown) };
    }
    for (const listener of this.#listeners) listener(this.#final);
    return this.#final;
  }

  #outcome(
    failure: CodedError | undefined,
    lost: CodedError | undefined,
  ): { readonly state: RunState; readonly reason?: CodedError } {
    if (lost) return { state: 'failed', reason: lost };
    if (this.#control.state === 'stopped') return { state: 'stopped' };
    if (failure) return { state: 'failed', reason: failure };
    const broken = this.#stages.find((stage) => stage.meter.state === 'error');
    const error = broken?.meter.progress(undefined).error;
    return broken ? { state: 'failed', ...(error && { reason: fromErrorRecord(error) }) } : { state: 'done' };
  }

  #tick(): void {
    for (const stage of this.#stages) stage.nudge();
    this.#push();
  }

  /** Never throws: a store that cannot be written ends the run, not the engine. */
  #push(): void {
    if (this.#final) return;
    try {
      this.#save();
    } catch (thrown) {
      this.#control.fail(toCodedError(thrown));
    }
    if (this.#listeners.size === 0) return;
    const progress = this.progress();
    for (const listener of this.#listeners) listener(progress);
  }

  #save(): void {
    const { store, now } = this.#dependencies;
    if (now() - this.#savedAt < SAVE_MS || store.stalled() !== undefined) return;
    this.#savedAt = now();
    if (!store.isInPlace()) this.#control.pause(projectGone());
    store.saveProgress(this.progress());
    if (now() - this.#latestSavedAt < SAVE_LATEST_MS) return;
    this.#latestSavedAt = now();
    for (const stage of this.#stages) store.savePeek(stage.id, stage.meter.latest());
  }

  #describe(state: RunState, reason: CodedError | undefined): RunProgress {
    const { settledUsd, reservedUsd } = this.#latestSpend();
    const listed = this.#stages.every(
      (stage) => stage.planned.type.shape !== 'source' || stage.meter.state !== 'running',
    );
    const { to, limit } = this.#options;
    return {
      id: this.#start.id,
      state,
      flowRevision: this.#start.flowRevision,
      startedAt: this.#startedAt,
      nodes: this.#stages.map((stage) =>
        stage.meter.progress(listed ? upstreamPending(stage) : undefined, state === 'paused'),
      ),
      spendUsd: settledUsd,
      reservedUsd,
      ...(reason && { reason: toErrorRecord(reason) }),
      ...(this.#capUsd !== undefined && { capUsd: this.#capUsd }),
      ...(to !== undefined && { to }),
      ...(limit !== undefined && { limit }),
    };
  }

  #latestSpend(): { readonly settledUsd: number; readonly reservedUsd: number } {
    try {
      this.#spend = this.#dependencies.store.spend();
    } catch {
      // A store that was closed under the run, or cannot be read, is met again where it is written; what it last said still stands.
    }
    return this.#spend;
  }
}

function projectGone(): UserError {
  return new UserError('PROJECT_NOT_FOUND', 'The project file is no longer where it was opened.', {
    remedy:
      'Put its folder back, or connect its drive again, then resume. What came in since is kept as long as the project stays open.',
  });
}

function upstreamPending(stage: Stage): number {
  let pending = 0;
  for (const ancestor of stage.ancestors()) pending += ancestor.meter.pending;
  return pending;
}

async function drain(stage: Stage): Promise<void> {
  try {
    while ((await stage.inbox.take(Number.MAX_SAFE_INTEGER)) !== undefined);
  } catch {
    // The run was stopped or given up; there is nothing left to make room for.
  }
}
