import { type CodedError, fromErrorRecord, toCodedError, toErrorRecord } from '../../core/errors.ts';
import type { OutcomeRecord, RunOptions, RunProgress, RunState } from '../../core/run.ts';
import type { ActiveRun, RunDependencies } from './active-run.ts';
import { planRun } from './plan.ts';
import { RunControl } from './run-control.ts';
import { buildStages, runStage, selectSamples } from './run-stages.ts';
import type { Stage } from './stage.ts';

/** Pause between two pushes of progress [RUN13]. */
const PUSH_MS = 50;
/** Pause between two notes of the counts in the store. */
const SAVE_MS = 500;

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
  #end:
    | { readonly state: RunState; readonly at: number; readonly reason: CodedError | undefined }
    | undefined;
  #pushTimer: NodeJS.Timeout;
  #savedAt = 0;

  constructor(dependencies: RunDependencies, options: RunOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#startedAt = dependencies.now();
    this.#start = dependencies.store.beginRun(options);
    this.#control = new RunControl(() => this.#push());
    const plan = planRun(this.#start.flow, dependencies.library, options);
    const { retryFailed } = options;
    this.#stages = buildStages(plan, {
      dependencies,
      start: this.#start,
      control: this.#control,
      capUsd: options.capUsd,
      retriesFailed: (node) =>
        typeof retryFailed === 'object' ? retryFailed.includes(node) : (retryFailed ?? false),
    });
    this.#pushTimer = setInterval(() => this.#push(), PUSH_MS);
    this.finished = this.#execute();
  }

  progress(): RunProgress {
    const { settledUsd, reservedUsd } = this.#dependencies.store.spend();
    const listed = this.#stages.every(
      (stage) => stage.planned.type.shape !== 'source' || stage.meter.state !== 'running',
    );
    const reason = this.#end?.reason ?? this.#control.reason;
    const { to, limit, capUsd } = this.#options;
    return {
      id: this.#start.id,
      state: this.#end?.state ?? (this.#control.state === 'paused' ? 'paused' : 'running'),
      flowRevision: this.#start.flowRevision,
      startedAt: this.#startedAt,
      nodes: this.#stages.map((stage) =>
        stage.meter.progress(listed ? upstreamPending(stage) : undefined, this.#control.state === 'paused'),
      ),
      spendUsd: settledUsd,
      reservedUsd,
      ...(this.#end && { endedAt: this.#end.at }),
      ...(reason && { reason: toErrorRecord(reason) }),
      ...(capUsd !== undefined && { capUsd }),
      ...(to !== undefined && { to }),
      ...(limit !== undefined && { limit }),
    };
  }

  onProgress(listener: (progress: RunProgress) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  pause(): void {
    this.#control.pause();
  }

  resume(): void {
    this.#control.resume();
  }

  async stop(): Promise<void> {
    this.#control.stop();
    await this.finished;
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
      if (this.#control.state === 'stopped') stage.meter.setState('stopped');
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
  }

  async #finish(failure: CodedError | undefined): Promise<RunProgress> {
    clearInterval(this.#pushTimer);
    const broken = this.#stages.find((stage) => stage.meter.state === 'error');
    const brokenBy = broken?.meter.progress(undefined).error;
    const state: RunState =
      this.#control.state === 'stopped' ? 'stopped' : failure || broken ? 'failed' : 'done';
    const reason = failure ?? (brokenBy && fromErrorRecord(brokenBy));
    this.#end = { state, at: this.#dependencies.now(), reason: state === 'stopped' ? undefined : reason };
    const { store } = this.#dependencies;
    try {
      for (const stage of this.#stages) store.savePeek(stage.id, stage.meter.latest());
      store.saveProgress(this.progress());
      store.dropMembers(this.#start.id);
      await store.committed();
    } catch (thrown) {
      this.#end = { state: 'failed', at: this.#dependencies.now(), reason: toCodedError(thrown) };
    }
    const progress = this.progress();
    for (const listener of this.#listeners) listener(progress);
    return progress;
  }

  #push(): void {
    if (this.#end) return;
    for (const stage of this.#stages) stage.nudge();
    const now = this.#dependencies.now();
    const progress = this.progress();
    if (now - this.#savedAt >= SAVE_MS) {
      this.#savedAt = now;
      this.#dependencies.store.saveProgress(progress);
      for (const stage of this.#stages) this.#dependencies.store.savePeek(stage.id, stage.meter.latest());
    }
    for (const listener of this.#listeners) listener(progress);
  }
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
    // The run was stopped; there is nothing left to make room for.
  }
}
