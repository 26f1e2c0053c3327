import type { Problem } from '../problem.ts';
import type { JobCommands } from './training-job.ts';

/** Bytes that one device needs at its peak, by what needs them. */
export interface MemoryEstimate {
  readonly totalBytes: number;
  /** E.g. weights, gradients, optimizer, activations. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  /** What the device has; absent where that is not known. */
  readonly deviceBytes?: number;
}

/** A stretch of a rendered sample: text that the loss counts on or not, or a picture's tokens. */
export interface RenderedPiece {
  readonly text: string;
  readonly kind: 'masked' | 'trained' | 'image';
  readonly tokens: number;
}

/** A record as the model will see it, after template and truncation. */
export interface RenderedSample {
  readonly id: string;
  /** Hash of its first image; none where there is none, or it is gone. */
  readonly images: readonly string[];
  readonly pieces: readonly RenderedPiece[];
  readonly tokens: number;
  /** Tokens that were cut off at the end. */
  readonly cutTokens: number;
}

/** What the records look like to the recipe. */
export interface DataAudit {
  readonly records: number;
  readonly heldOutRecords: number;
  readonly textOnly: number;
  readonly brokenImages: number;
  readonly emptyCaptions: number;
  /** Records with more tokens than the recipe takes. */
  readonly tooLong: number;
  readonly longestTokens: number;
  readonly meanTokens: number;
  /** Share of all tokens that the loss counts on. */
  readonly lossTokenShare: number;
  /** Up to 100 paths of broken images. */
  readonly brokenExamples: readonly string[];
  readonly samples: readonly RenderedSample[];
}

/** What a short probe measured. */
export interface ProbeResult {
  readonly secondsPerStep: number;
  readonly peakMemoryBytes: number;
  readonly device: string;
}

/** What training at a node will take, as far as is known by now; parts come as they are found out. */
export interface TrainingPreflight {
  readonly node: string;
  /** What is being looked at; `waiting` for the device on which steps are tried; `done` is the end. */
  readonly state: 'writing' | 'auditing' | 'waiting' | 'probing' | 'done' | 'failed';
  /** Records written or audited, where that is counted. */
  readonly progress?: { readonly done: number; readonly of: number };
  readonly problems: readonly Problem[];
  readonly steps?: number;
  /** Samples of one step over all devices. */
  readonly globalBatchSize?: number;
  readonly memory?: MemoryEstimate;
  /** Checkpoints that are kept, and the model that comes out. */
  readonly diskBytes?: number;
  readonly freeBytes?: number;
  readonly audit?: DataAudit;
  readonly probe?: ProbeResult;
  /** Steps at the probe's pace. */
  readonly seconds?: number;
  /** How its processes would be started; the job's folder, whose spec they name, is made when it is. */
  readonly commands?: JobCommands;
}
