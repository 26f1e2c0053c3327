import type { Usage } from './captioner.ts';
import type { JsonObject } from './json.ts';
import type { FinishReason, PromptFacet } from './sample.ts';

/** A caption that does not exist yet; the engine stores it and gives it an id. */
export interface NewCaption {
  readonly text: string;
  /** Display name of the author. */
  readonly model: string;
  /** How it came to be. */
  readonly origin: 'generated' | 'existing';
  readonly finishReason: FinishReason;
  readonly seed?: number;
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly latencyMs?: number;
  readonly attempts?: number;
  /** Sampling parameters as used, for provenance. */
  readonly sampling?: JsonObject;
}

/** What a node adds to a sample. Facets that are not named stay as they are; `evidence` and `metadata` are merged. */
export interface Patch {
  readonly prompt?: PromptFacet;
  readonly caption?: NewCaption;
  readonly evidence?: JsonObject;
  readonly metadata?: JsonObject;
}

/** What a node did with one sample. A failure is thrown (each) or returned as an Error (batch). */
export type Verdict =
  | { readonly kind: 'kept'; readonly patch: Patch }
  | {
      readonly kind: 'rejected';
      /** Short and countable, e.g. `too short`; groups in the UI are made by it. */
      readonly reason: string;
      /** The particulars of this sample, e.g. `12 characters`. */
      readonly detail?: string;
      readonly patch: Patch;
    };

const NOTHING: Patch = Object.freeze({});
const KEPT: Verdict = Object.freeze({ kind: 'kept', patch: NOTHING });

/** Lets the sample go on, with what the patch adds to it. */
export function keep(patch?: Patch): Verdict {
  return patch === undefined ? KEPT : { kind: 'kept', patch };
}

/** Sends the sample out by the rejected port. `reason` is counted, so it is one of few; `detail` is about this sample. */
export function reject(reason: string, detail?: string, patch: Patch = NOTHING): Verdict {
  return { kind: 'rejected', reason, patch, ...(detail !== undefined && { detail }) };
}
