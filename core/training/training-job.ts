import type { ErrorRecord } from '../errors.ts';
import type { TrainEvent, TrainState } from './train-event.ts';
import type { Recipe, TrainSpec } from './train-spec.ts';
import type { TrainingForecast } from './training-forecast.ts';

/**
 * What a job is at, as its folder tells. `queued` waits for its device; `ended` is a process that went without a word (killed, crashed, power cut) and
 * whose checkpoints are there for the next start.
 */
export type JobState = 'queued' | TrainState | 'ended';

/** States in which the job's process lives or is waited for. */
export const LIVE_JOB_STATES = [
  'queued',
  'preparing',
  'training',
  'evaluating',
  'saving',
  'exporting',
] as const satisfies readonly JobState[];

/** Whether a process works on the job, or waits for its device. */
export function isLiveJob(state: JobState): boolean {
  return (LIVE_JOB_STATES as readonly JobState[]).includes(state);
}

/** Name of a job: of what it trains on, with what, and how; 32 hex digits. The same work has the same key [RUN14]. */
export type JobKey = string;

/** One line in the list of jobs. */
export interface TrainingJobSummary {
  readonly key: JobKey;
  /** Node that asked for it, with the title it had; the node may be gone. */
  readonly node: string;
  readonly title: string;
  /** Last run that asked for it; absent for a job that was started by hand. */
  readonly run?: number;
  readonly recipe: Recipe;
  readonly state: JobState;
  /** Told to stop, and still writing its checkpoint. */
  readonly isStopping: boolean;
  /** Jobs that stand before it in the queue of its device, over all projects; absent unless queued. */
  readonly queuePlace?: number;
  /** Device that it runs or ran on, as the trainer names it. */
  readonly device?: string;
  /** Milliseconds since 1970: the first start, and when the state became what it is. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** Last step done; 0 before the first. */
  readonly step: number;
  /** Steps in all; absent until the trainer knows. */
  readonly steps?: number;
  readonly epoch?: number;
  /** Of the last step; smoothing is up to who shows it. */
  readonly loss?: number;
  readonly heldOutLoss?: number;
  /** Seconds to the last step at the pace of the last steps; absent unless training. */
  readonly etaSeconds?: number;
  readonly warnings: number;
  /** Why it failed or ended, and what to do. */
  readonly error?: ErrorRecord;
  /** What the trainer itself calls the reason, e.g. `LOSS_NAN`; absent where it said none. */
  readonly trainerCode?: string;
  /** Digest of the model that came out, once it is an artifact of the project. */
  readonly model?: string;
}

/** A checkpoint that is there. */
export interface JobCheckpoint {
  readonly step: number;
  readonly path: string;
  readonly bytes: number;
  readonly at: number;
  /** Smallest held-out loss so far. */
  readonly isBest: boolean;
}

/** How a job is started, to be looked at and copied. */
export interface JobCommands {
  /** As the app starts it on this machine. */
  readonly here: string;
  /** The same on several machines, to be run on each; its words in capitals are to be replaced. */
  readonly severalMachines: string;
  /** DeepSpeed's configuration as JSON; absent without ZeRO. */
  readonly zeroConfig?: string;
}

type PlanEvent = Omit<Extract<TrainEvent, { readonly kind: 'plan' }>, 'kind'>;
/** A warning of the trainer. */
export type JobWarning = Omit<Extract<TrainEvent, { readonly kind: 'warning' }>, 'kind'>;

/** A dataset that a job's records were written from, as it was then: equal digests are equal records. */
export interface JobDataset {
  /** All of it is held out; of others as much as they hold out themselves. */
  readonly isHeldOut: boolean;
  readonly title: string;
  readonly digest: string;
  /** Records. */
  readonly count: number;
}

/** All that is known of one job, but for its curves, captions and log. */
export interface TrainingJob extends TrainingJobSummary {
  /** Absolute. */
  readonly folder: string;
  readonly spec: TrainSpec;
  /** In the order of their records; none for a job of an earlier version. */
  readonly datasets: readonly JobDataset[];
  /** What the trainer found and decided, once it has loaded everything. */
  readonly plan?: PlanEvent;
  /** What is being done, where the trainer says so, e.g. `Loading the model`. */
  readonly detail?: string;
  readonly commands: JobCommands;
  /** Latest last, at most 100. */
  readonly warningList: readonly JobWarning[];
  /** Oldest first. */
  readonly checkpoints: readonly JobCheckpoint[];
  /** Last step's figures. */
  readonly last?: CurvePoint;
  /** Of the last preflight of its node. */
  readonly forecast?: TrainingForecast;
}

/**
 * One point of the curves: one step, or so many steps as `stride` says, drawn together. Values are means over these steps, and the range of the loss is
 * kept. Where a step was done again after a crash, the later one counts.
 */
export interface CurvePoint {
  /** First and last step that it stands for. */
  readonly first: number;
  readonly step: number;
  readonly at: number;
  readonly epoch: number;
  readonly loss: number;
  readonly lossLow: number;
  readonly lossHigh: number;
  readonly learningRate: {
    readonly vision?: number;
    readonly projector?: number;
    readonly language_model?: number;
  };
  readonly gradNorm: number;
  readonly imagesPerSecond: number;
  readonly tokensPerSecond: number;
  readonly memoryBytes: number;
  /** Share of the time spent waiting for samples. */
  readonly dataWait: number;
}

/** Which part of a curve a client has already. */
export interface CurvePlace {
  readonly generation: number;
  readonly stride: number;
  /** `first` of the last point that it has. */
  readonly first: number;
}

/**
 * Points in the order of steps. `whole`: these replace all that the client has; else they go on from what it has, and points with the same `first` take
 * the place of those that it has.
 */
export interface CurvePage {
  readonly whole: boolean;
  /** Raised when steps were done again, so that what a client has is no longer so. */
  readonly generation: number;
  /** Steps a point, a power of two. */
  readonly stride: number;
  readonly points: readonly CurvePoint[];
}

/** Held-out loss and captions of the pinned images at one step. */
export interface JobEvaluation {
  readonly step: number;
  readonly at: number;
  readonly heldOutLoss?: number;
  readonly captions: readonly { readonly hash: string; readonly text: string; readonly finished: boolean }[];
}

/** Captions of pinned images over the course of training, beside the teacher's. */
export interface JobEvaluations {
  readonly pinned: readonly {
    readonly hash: string;
    readonly question: string;
    readonly reference: string;
  }[];
  /** In the order of steps, at most 500: of more, every so many. */
  readonly evaluations: readonly JobEvaluation[];
}
