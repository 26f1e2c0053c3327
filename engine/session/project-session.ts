import type { FlowAnswer, FlowState } from '../../core/contract/flow.ts';
import type { LogLine, ProjectEvent, ProjectInfo } from '../../core/contract/project.ts';
import { toCodedError, UserError } from '../../core/errors.ts';
import { type Flow, findNode } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import { stepBetween } from '../../core/flow-step.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import type { OutcomeRecord, RunOptions, RunProgress } from '../../core/run.ts';
import type { RunEnvironment } from '../../core/run-report.ts';
import type { SamplePath } from '../../core/sample-path.ts';
import type { BatchDesk } from '../captioners/batch/batch-desk.ts';
import { type ActiveRun, checkFlow, type RunDependencies, startRun } from '../run/index.ts';
import { steadyNow } from '../steady-clock.ts';
import type { FlowHistory } from '../store/flow-history.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { TrainingDesk } from '../training/training-desk.ts';
import { type Coalesced, coalesce } from './coalesce.ts';
import { SamplePreviews } from './preview-sample.ts';
import { lastLines, type ProjectEvents } from './project-events.ts';
import { describeProject } from './project-info.ts';
import { RunForecasts } from './run-forecasts.ts';
import { noteRunEnd, noteRunStart } from './run-notes.ts';
import { type TraceQuery, traceImage } from './trace-image.ts';
import { upgradeFlow } from './upgrade-flow.ts';

/** Progress goes out at most this often [RUN13]: ten a second move smoothly, and leave room in a slow connection. */
const PROGRESS_MS = 100;
/** Counts of the whole project are queries, and the gallery asks again for what it shows: less often. */
const TOTALS_MS = 1000;

/** What an open project is made of. */
export type ProjectParts = Omit<RunDependencies, 'store' | 'log' | 'now' | 'batches'> & {
  readonly store: ProjectStore;
  readonly batches: BatchDesk;
  readonly training: TrainingDesk;
  /** Versions and hardware that every run notes. */
  readonly environment: RunEnvironment;
};

/**
 * One open project: its flow with its history, the run under way, its log. Everything that clients ask of a project goes through here;
 * calls that change the flow are synchronous up to the store, which puts them into one order.
 */
export class ProjectSession {
  readonly parts: ProjectParts;
  readonly forecasts: RunForecasts;
  readonly previews: SamplePreviews;
  readonly #events: ProjectEvents;
  readonly #dependencies: RunDependencies & { readonly store: ProjectStore };
  readonly #pushProgress: Coalesced;
  readonly #pushTotals: Coalesced;
  #log: readonly LogLine[] = [];
  #active: ActiveRun | undefined;
  /** How the last run of this session ended; the store may not have had room for it. */
  #ended: RunProgress | undefined;
  #starting = false;
  #closing = false;
  #sequence = 0;

  constructor(parts: ProjectParts, events: ProjectEvents, now: () => number = steadyNow) {
    this.parts = parts;
    this.forecasts = new RunForecasts(parts, now);
    this.#events = events;
    this.#dependencies = {
      ...parts,
      now,
      log: (level, node, text) => this.#writeLog(level, node, text),
    };
    this.previews = new SamplePreviews({
      parts: { ...parts, now, log: () => undefined },
      isRunning: () => this.#active !== undefined,
      pinChanged: (pin) => events.publish({ kind: 'pin', pin }),
    });
    this.#pushProgress = coalesce(PROGRESS_MS, () => events.publish({ kind: 'run', run: this.currentRun() }));
    this.#pushTotals = coalesce(TOTALS_MS, () => void this.#publishTotals());
    this.#upgrade();
  }

  get store(): ProjectStore {
    return this.parts.store;
  }

  info(): Promise<ProjectInfo> {
    return describeProject(this.store);
  }

  /** What a new watcher begins with. */
  async present(): Promise<readonly ProjectEvent[]> {
    return [
      { kind: 'project', info: await this.info() },
      { kind: 'flow', revision: this.store.flow.revision() },
      { kind: 'run', run: this.currentRun() },
      { kind: 'pin', pin: this.previews.pinned() },
    ];
  }

  // Flow

  async flowState(): Promise<FlowState> {
    const state = this.store.flow.state();
    return { ...state, problems: await this.check() };
  }

  /** The same as a step from a revision that the client knows, where that can be told. */
  async flowAnswer(since: number | undefined): Promise<FlowAnswer> {
    const { flow, ...facts } = await this.flowState();
    const known = since === undefined ? undefined : this.store.flow.revisionFlow(since);
    const step = known && stepBetween(known, flow);
    return since === undefined || step === undefined ? { ...facts, flow } : { ...facts, since, step };
  }

  /** Applies edits of one intention to the present flow. Throws FLOW_EDIT, PROJECT_READ_ONLY. */
  edit(edits: readonly FlowEdit[], label: string, merge?: string): void {
    this.requireWritable();
    const before = this.store.flow.flow();
    const after = applyEdits(before, edits);
    if (after === before) return;
    const revision = this.store.flow.change(after, label, merge);
    this.#events.publish({ kind: 'flow', revision });
  }

  /** Goes back or forth in the history; false where there is nothing to go to. Throws PROJECT_READ_ONLY. */
  travel(step: (history: FlowHistory) => boolean): boolean {
    this.requireWritable();
    const { flow } = this.store;
    const before = flow.revision();
    const done = step(flow);
    if (flow.revision() !== before) this.#events.publish({ kind: 'flow', revision: flow.revision() });
    return done;
  }

  /** Problems of the present flow [RUN1]; runs nothing. */
  check(options: { readonly to?: string; readonly capUsd?: number } = {}): Promise<readonly Problem[]> {
    const flow = this.store.flow.flow();
    if (options.to !== undefined && !findNode(flow, options.to))
      return Promise.resolve([noSuchTarget(options.to, flow)]);
    const capped = (options.capUsd ?? this.store.meta.capUsd()) !== undefined;
    return checkFlow(this.#dependencies, flow, { to: options.to, capped });
  }

  // Run

  /** Starts a run of the present flow. Throws RUN_ACTIVE, PROJECT_READ_ONLY, or a problem of the flow, one that has a fix where there is any. */
  async startRun(options: RunOptions): Promise<ActiveRun> {
    this.requireWritable();
    if (this.#active || this.#starting || this.#closing)
      throw new UserError('RUN_ACTIVE', 'A run is under way already.', {
        remedy: 'Stop it first, or let it end.',
      });
    this.#starting = true;
    try {
      const capUsd = options.capUsd ?? this.store.meta.capUsd();
      await this.#requireRunnable(options.to, capUsd);
      const run = startRun(this.#dependencies, { ...options, ...(capUsd !== undefined && { capUsd }) });
      noteRunStart(this.parts, run.progress().id);
      this.forecasts.begun(run, options);
      this.#follow(run);
      return run;
    } finally {
      this.#starting = false;
    }
  }

  /** Checks until the flow that was checked is the flow that is. */
  async #requireRunnable(to: string | undefined, capUsd: number | undefined): Promise<void> {
    for (;;) {
      const revision = this.store.flow.revision();
      const problems = await this.check({ to, capUsd });
      const errors = problems.filter(({ severity }) => severity === 'error');
      const worst = errors.find(({ fix }) => fix !== undefined) ?? errors[0];
      if (worst) throw problemError(worst, errors.length - 1);
      if (revision === this.store.flow.revision()) return;
    }
  }

  #follow(run: ActiveRun): void {
    this.#active = run;
    this.previews.runBegun();
    run.onProgress(() => {
      // The store is about to close, and asking it would be too late.
      if (this.#closing) return;
      this.#pushProgress.call();
      this.#pushTotals.call();
    });
    void run.finished.then(async (ended) => {
      this.#ended = ended;
      noteRunEnd(this.parts, ended, this.#log);
      if (this.#active === run) this.#active = undefined;
      this.previews.runEnded();
      this.#pushProgress.cancel();
      this.#pushTotals.cancel();
      await this.forecasts.ended(run, ended);
      if (this.#closing) return;
      this.#events.publish({ kind: 'run', run: this.currentRun() });
      await this.#publishTotals();
    });
    this.#pushProgress.call();
  }

  /** Sets the project's cap, US dollars, or takes it away; a run under way keeps to it from now on [RUN7]. */
  setCap(usd: number | undefined): Promise<ProjectInfo> {
    this.requireWritable();
    this.store.meta.setCap(usd);
    this.#active?.setCap(usd);
    return this.publishInfo();
  }

  /** The run under way. Throws RUN_NONE. */
  requireRun(): ActiveRun {
    if (!this.#active) throw new UserError('RUN_NONE', 'No run is under way.', { remedy: 'Start one.' });
    return this.#active;
  }

  /** The run under way, else the last one as it was saved. */
  currentRun(): RunProgress | null {
    return this.#active?.progress() ?? this.#ended ?? this.store.runs.latest() ?? null;
  }

  /** Latest samples of a node, newest first: of the run under way where it has any, else of the one before. */
  latestOutcomes(node: string): readonly OutcomeRecord[] {
    const live = this.#active?.latest(node) ?? [];
    return live.length > 0 ? live : this.store.runs.peek(node);
  }

  /** What the nodes that write captions kept last, newest first. */
  latestCaptions(limit: number): readonly OutcomeRecord[] {
    const { catalog } = this.parts.library;
    return this.store.flow
      .flow()
      .nodes.filter(({ type }) => writesCaptions(catalog.get(type)))
      .flatMap(({ id }) => this.latestOutcomes(id))
      .filter(({ outcome, sample }) => outcome === 'kept' && sample.facets.caption !== undefined)
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  }

  /** What the run under way or the last one did with a picture. Throws NOT_FOUND. */
  trace(query: TraceQuery, signal: AbortSignal): Promise<SamplePath> {
    return traceImage(
      this.#dependencies,
      this.currentRun() ?? undefined,
      query,
      signal,
      this.previews.listings,
    );
  }

  // Everything else

  log(): readonly LogLine[] {
    return this.#log;
  }

  /** Captions or images changed by another way than a run. */
  changed(): void {
    this.#pushTotals.call();
  }

  async publishInfo(): Promise<ProjectInfo> {
    const info = await this.info();
    if (!this.#closing) this.#events.publish({ kind: 'project', info });
    return info;
  }

  /** Throws PROJECT_READ_ONLY or PROJECT_LOCKED with the store's own reason. */
  requireWritable(): void {
    const { readOnly, readOnlyReason, notice } = this.store;
    if (!readOnly) return;
    if (readOnlyReason === 'locked')
      throw new UserError('PROJECT_LOCKED', notice ?? 'This project is open in another window or process.', {
        remedy: 'Close it there, then open it here again.',
      });
    throw new UserError('PROJECT_READ_ONLY', notice ?? 'This project is open for reading only.', {
      remedy: 'Save a copy to change it.',
    });
  }

  /** Stops the run under way, then closes everything; the project is one file afterwards. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#pushProgress.cancel();
    this.#pushTotals.cancel();
    await this.#active?.stop();
    this.#active = undefined;
    await this.previews.close();
    this.parts.training.close();
    try {
      await this.parts.batches.close();
      await this.parts.images.close();
    } finally {
      await this.store.close();
    }
  }

  #upgrade(): void {
    if (this.store.readOnly) return;
    const flow = this.store.flow.flow();
    const upgraded = upgradeFlow(flow, this.parts.library.types);
    if (upgraded !== flow) this.store.flow.change(upgraded, 'Update node settings');
  }

  /** Never rejects: nobody waits for it, and what cannot be read now is asked for again with the next change. */
  async #publishTotals(): Promise<void> {
    this.#sequence += 1;
    this.#events.publish({ kind: 'captions', sequence: this.#sequence });
    try {
      await this.publishInfo();
    } catch (thrown) {
      if (!this.#closing) this.#writeLog('warning', undefined, toCodedError(thrown).message);
    }
  }

  #writeLog(level: LogLine['level'], node: string | undefined, text: string): void {
    const at = this.#dependencies.now();
    const line: LogLine = { at, level, text, ...(node !== undefined && { node }) };
    this.#log = lastLines([...this.#log, line]);
    this.#events.publish({ kind: 'log', lines: [line] });
  }
}

/** Makes captions out of samples that need not have one. */
function writesCaptions(descriptor: NodeDescriptor | undefined): boolean {
  if (descriptor === undefined) return false;
  const { inputs, outputs } = descriptor;
  const describes = inputs.some(({ type }) => type === 'image' || type === 'prompted-image');
  return describes && outputs.some(({ type }) => type === 'caption');
}

function noSuchTarget(id: string, flow: Flow): Problem {
  return {
    code: 'FLOW_INVALID',
    severity: 'error',
    message: `There is no node "${id}" to run to.`,
    remedy:
      flow.nodes.length === 0
        ? 'The flow is empty.'
        : `It has: ${flow.nodes.map((node) => node.id).join(', ')}.`,
  };
}

function problemError(first: Problem, more: number): UserError {
  const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})`;
  const place = first.node === undefined ? '' : `${first.node}: `;
  return new UserError(first.code, `${place}${first.message}${others}`, {
    remedy: first.remedy,
    ...(first.fix && { fix: first.fix }),
  });
}
