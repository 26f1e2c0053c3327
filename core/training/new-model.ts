import type { Artifact } from '../artifact.ts';

/** A small model of LLaVA's architecture with new weights, whose tokenizer is learned from captions. Lengths in pixels, units, tokens. */
export interface NewModelRequest {
  readonly title: string;
  /** Datasets whose turns the tokenizer is learned from. */
  readonly texts: readonly Artifact[];
  /** Width and height of the pictures that it takes; a multiple of `patch`. */
  readonly side: number;
  readonly patch: number;
  readonly visionWidth: number;
  readonly visionBlocks: number;
  readonly textWidth: number;
  readonly textBlocks: number;
  readonly vocabulary: number;
  readonly context: number;
  readonly seed: number;
}
