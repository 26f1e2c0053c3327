import type { Artifact } from '../artifact.ts';
import type { ErrorRecord } from '../errors.ts';
import type { JobKey } from './training-job.ts';
import type { TrainingRequest } from './training-request.ts';

/** A setting of a run, as it stands in a table. */
export type SweptValue = string | number | boolean;

/** One run of a sweep. */
export interface SweepMember {
  /** What is not the same in all runs, by name. */
  readonly settings: Readonly<Record<string, SweptValue>>;
  /** Jobs one after the other, each from the model of the one before; the first one's model is its own. */
  readonly stages: readonly TrainingRequest[];
}

/** What a node asks to be trained several times over. */
export interface SweepRequest {
  readonly title: string;
  readonly members: readonly SweepMember[];
  /** What the runs' last models are measured on: held-out records of these, or all of them where none is held out. */
  readonly measured: readonly Artifact[];
  /** Records that are captioned to measure a model; 0 measures by loss alone. */
  readonly most: number;
}

/** How far a run of a sweep is. */
export type SweepRowState = 'waiting' | 'training' | 'measuring' | 'done' | 'failed';

/** One run as it stands in the table of its sweep. */
export interface SweepRow {
  readonly settings: SweepMember['settings'];
  readonly state: SweepRowState;
  /** Jobs of its stages, as far as they have begun. Runs that begin alike share their first jobs. */
  readonly jobs: readonly JobKey[];
  /** Of the last job. */
  readonly loss?: number;
  readonly heldOutLoss?: number;
  /** Mean agreement of its captions with the held-out records' replies, 0 to 1: the Sørensen–Dice coefficient over telling words. */
  readonly agreement?: number;
  /** Share of what is right, by attribute, where the truth is known. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Training time of all its jobs, waiting in queues not among it. */
  readonly seconds?: number;
  readonly error?: ErrorRecord;
}

/** A sweep: what was asked for and what came of it, so far. */
export interface Sweep {
  /** 32 hex digits. */
  readonly key: string;
  readonly node: string;
  readonly run: number;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** Followed by a run of this process. */
  readonly isLive: boolean;
  /** Names of the settings, in the order in which they were given. */
  readonly names: readonly string[];
  readonly rows: readonly SweepRow[];
}
