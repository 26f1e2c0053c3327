import type { FlowAnswer, FlowState } from '../../core/contract/flow.ts';
import type { LogLine, ProjectEvent, ProjectInfo } from '../../core/contract/project.ts';
import { toCodedError } from '../../core/errors.ts';
import { findNode } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import { stepBetween } from '../../core/flow-step.ts';
import type { Problem } from '../../core/problem.ts';
import type { RunOptions } from '../../core/run.ts';
import type { SamplePath } from '../../core/sample-path.ts';
import { type ActiveRun, checkFlow, type RunDependencies } from '../run/index.ts';
import { steadyNow } from '../steady-clock.ts';
import type { FlowHistory } from '../store/flow-history.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { type Coalesced, coalesce } from './coalesce.ts';
import { SamplePreviews } from './preview-sample.ts';
import { lastLines, type ProjectEvents } from './project-events.ts';
import { describeProject } from './project-info.ts';
import type { ProjectParts } from './project-parts.ts';
import { ProjectRuns } from './project-runs.ts';
import { requireWritable } from './require-writable.ts';
import { RunForecasts } from './run-forecasts.ts';
import { noSuchTarget } from './run-problems.ts';
import { type TraceQuery, traceImage } from './trace-image.ts';
import { upgradeFlow } from './upgrade-flow.ts';

/** Counts of the whole project are queries, and the gallery asks again for what it shows: less often. */
const TOTALS_MS = 1000;

/**
 * One open project: its flow with its history, the run under way, its log. Everything that clients ask of a project goes through here;
 * calls that change the flow are synchronous up to the store, which puts them into one order.
 */
export class ProjectSession {
  readonly parts: ProjectParts;
  readonly forecasts: RunForecasts;
  readonly previews: SamplePreviews;
  readonly runs: ProjectRuns;
  readonly #events: ProjectEvents;
  readonly #dependencies: RunDependencies & { readonly store: ProjectStore };
  readonly #pushTotals: Coalesced;
  #log: readonly LogLine[] = [];
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
      isRunning: () => this.runs.active,
      pinChanged: (pin) => events.publish({ kind: 'pin', pin }),
    });
    this.#pushTotals = coalesce(TOTALS_MS, () => void this.#publishTotals());
    this.runs = new ProjectRuns({
      parts,
      dependencies: this.#dependencies,
      forecasts: this.forecasts,
      previews: this.previews,
      events,
      check: (options) => this.check(options),
      totals: { ...this.#pushTotals, publish: () => this.#publishTotals() },
      log: () => this.#log,
    });
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
      { kind: 'run', run: this.runs.current() },
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
  check(
    options: { readonly to?: string | undefined; readonly capUsd?: number | undefined } = {},
  ): Promise<readonly Problem[]> {
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
    return this.runs.start(options);
  }

  /** Sets the project's cap, US dollars, or takes it away; a run under way keeps to it from now on [RUN7]. */
  setCap(usd: number | undefined): Promise<ProjectInfo> {
    this.requireWritable();
    this.store.meta.setCap(usd);
    this.runs.setCap(usd);
    return this.publishInfo();
  }

  /** What the run under way or the last one did with a picture. Throws NOT_FOUND. */
  trace(query: TraceQuery, signal: AbortSignal): Promise<SamplePath> {
    return traceImage(
      this.#dependencies,
      this.runs.current() ?? undefined,
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
    requireWritable(this.store);
  }

  /** Stops the run under way, then closes everything; the project is one file afterwards. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#pushTotals.cancel();
    await this.runs.close();
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
