import type { ErrorRecord } from './errors.ts';
import type { CaptionId, ImageHash, NodeId, RunId, SampleId } from './ids.ts';
import type { FacetName, FinishReason, PromptFacet } from './sample.ts';

/*
 * One picture's way through a flow: what each node did with it, or would do. The same form serves what a run did (`run` is set) and what the present flow makes of it.
 */

/**
 * `unknown`: nothing that is stored tells. `unasked`: the captioner could be asked, for money or when a run is over. `asking`: it is being asked.
 * `gathered`: a collector takes it, or would.
 */
export type PassOutcome = 'kept' | 'rejected' | 'failed' | 'unknown' | 'unasked' | 'asking' | 'gathered';

/** Why something is not known. `not-reached`: no result of this node for it is stored. `needs-all`: its verdict waits for all samples. */
export type PathGap = 'not-reached' | 'needs-all';

/** A caption on the way, with what it took where that is known. Money in US dollars, times in milliseconds. */
export interface PathCaption {
  /** Absent for one that was only tried and is not in the project. */
  readonly id?: CaptionId;
  readonly text: string;
  readonly model: string;
  readonly finishReason: FinishReason;
  readonly costUsd?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly latencyMs?: number;
  readonly run?: number;
}

/** What a captioner would cost that was not asked. */
export interface AskPrice {
  /** Mean of what this node's latest captions cost; absent where it has written none. */
  readonly aboutUsd?: number;
  /** The most that it can cost; absent where no price is known. */
  readonly atMostUsd?: number;
}

/** What one node did with one record of the picture. */
export interface PathPass {
  readonly sample: SampleId;
  readonly outcome: PassOutcome;
  readonly reused: boolean;
  /** Worked out by the rules of the flow, though the run had not ended there: it may not have come so far. */
  readonly unsure?: boolean;
  /** The verdict is one among all samples, which a run gives. */
  readonly amongAll?: boolean;
  readonly reason?: string;
  readonly detail?: string;
  readonly error?: ErrorRecord;
  readonly gap?: PathGap;
  readonly price?: AskPrice;
  /** A run is under way, and captioners of this computer are left to it. */
  readonly waitsForRun?: boolean;
  /** As it left; where it did not leave, as it came. */
  readonly prompt?: PromptFacet;
  readonly caption?: PathCaption;
  /** Facets that the node added or changed. */
  readonly changed: readonly FacetName[];
}

/** One node of the way, in the order of the flow. */
export interface PathStep {
  readonly node: NodeId;
  /** Several where one picture has several records; none where nothing came here. */
  readonly passes: readonly PathPass[];
  /** The run did not have this node as it was: it was left out, or is not of this flow. */
  readonly absent?: boolean;
}

/** The way of one picture. */
export interface SamplePath {
  /** Absent for a file that could not be read. */
  readonly image?: ImageHash;
  /** Relative to its root. */
  readonly path: string;
  readonly flowRevision: number;
  /** The run that is told about; absent: the present flow. */
  readonly run?: RunId;
  /** False where no source lists it, or no longer. */
  readonly found: boolean;
  readonly steps: readonly PathStep[];
  /** Ids of the wires that it went along. */
  readonly wires: readonly string[];
  /** More is to come. */
  readonly busy: boolean;
}

/** The sample on which a project tries every edit. */
export interface PinnedSample {
  readonly image: ImageHash;
  /** Relative to its root; chooses among several records of one picture. */
  readonly path: string;
  /** Endpoints that cost money are asked, too. */
  readonly askPaid: boolean;
}
