import type { ErrorCode, ErrorRecord } from './errors.ts';
import type { ImageHash, NodeId, RunId, SampleId } from './ids.ts';
import type { Sample } from './sample.ts';

/** Every state that a run can be in; the last four are ends. */
export const RUN_STATES = [
  'queued',
  'running',
  'paused',
  'stopped',
  'interrupted',
  'done',
  'failed',
] as const;
/** `interrupted` is a run whose process ended while it ran; it is found when the project is opened again. */
export type RunState = (typeof RUN_STATES)[number];

/** Counts of one node in one run [RUN10]: in = kept + rejected + failed + pending, reused ⊂ kept + rejected. */
export interface NodeCounts {
  readonly in: number;
  readonly kept: number;
  readonly rejected: number;
  readonly failed: number;
  readonly pending: number;
  readonly reused: number;
}

/** `waiting` gathers until everything upstream is done; `error` is what stopped the node. */
export type NodeRunState = 'queued' | 'running' | 'waiting' | 'paused' | 'done' | 'error' | 'stopped';

/** One node of a run: counts, speed, money and state. */
export interface NodeProgress extends NodeCounts {
  readonly id: NodeId;
  readonly type: string;
  readonly state: NodeRunState;
  /** Samples that will have come in at the end, where that is known. */
  readonly expected?: number;
  /** Settled samples a second over the last ten seconds, reused ones left out. */
  readonly ratePerSecond: number;
  readonly etaSeconds?: number;
  readonly spendUsd: number;
  readonly elapsedMs: number;
  /** Why it does not run: `Waits for Captioner`, `Slowed to 8 at once: 429`. */
  readonly note?: string;
  /** How it works while it runs, when there is nothing to worry about: `CPU: 2 processes × 1 thread, 4 pictures at once`. */
  readonly detail?: string;
  /** What stopped the node, where something did. */
  readonly error?: ErrorRecord;
  /** Kept and rejected samples that left by each output. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** The whole state of a run, pushed as latest value at most every 50 ms [RUN13]. */
export interface RunProgress {
  readonly id: RunId;
  readonly state: RunState;
  readonly flowRevision: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly nodes: readonly NodeProgress[];
  readonly spendUsd: number;
  /** Reserved for requests under way or left behind by a kill. */
  readonly reservedUsd: number;
  readonly capUsd?: number;
  /** Why it is paused or failed. */
  readonly reason?: ErrorRecord;
  /** Run to this node only. */
  readonly to?: NodeId;
  readonly limit?: number;
}

/** Failed samples of one node: chosen ones, those that share a cause, or with neither all of them. */
export interface SampleChoice {
  readonly node: NodeId;
  /** As `causeOf` names it. */
  readonly cause?: string;
  readonly samples?: readonly SampleId[];
}

/** Which part of the flow a run executes, on which samples, for how much. */
export interface RunOptions {
  readonly to?: NodeId;
  /** Stratified part of the samples; no collectors or jobs run [RUN12]. */
  readonly limit?: number;
  readonly capUsd?: number;
  /** Also try permanent failures again; true for all, or those of some nodes [RUN6]. */
  readonly retryFailed?: boolean | readonly NodeId[];
  /** Also try these again, samples among them that crash the model [RUN6]. */
  readonly retry?: readonly SampleChoice[];
  /** Only these samples. */
  readonly samples?: readonly SampleId[];
  /** Asks directly what would be asked by batch: a trial waits a day for nobody. */
  readonly direct?: boolean;
  /** The run that this one repeats: it keeps to the edits that one began with [RUN15]. */
  readonly reproduces?: RunId;
}

/** One sample with what a node did with it, for peeking and for lists of problems. */
export interface OutcomeRecord {
  readonly node: NodeId;
  readonly sample: Sample;
  readonly outcome: 'kept' | 'rejected' | 'failed';
  readonly port?: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly error?: ErrorRecord;
  readonly reused: boolean;
  readonly at: number;
}

/** Failed or rejected samples of a node that share their cause. */
export interface ProblemGroup {
  readonly node: NodeId;
  readonly outcome: 'rejected' | 'failed';
  /** What the samples have in common, by which they are listed; see `causeOf`. */
  readonly cause: string;
  /** So many of them have been put aside since: later runs leave them out. */
  readonly skipped: number;
  readonly code?: ErrorCode;
  /** Reason of a rejection, message of a failure. */
  readonly reason: string;
  readonly remedy?: string;
  readonly count: number;
  readonly examples: readonly {
    readonly sample: SampleId;
    readonly image?: ImageHash;
    readonly path?: string;
  }[];
}
