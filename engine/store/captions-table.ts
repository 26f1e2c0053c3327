import type { CaptionHead, CaptionProvenance } from '../../core/contract/image.ts';
import type { CaptionId, ImageHash, NodeId, SampleId } from '../../core/ids.ts';
import type { CaptionFacet } from '../../core/sample.ts';
import type { CaptionToStore } from './run-store.ts';

/**
 * Captions are immutable rows. A chain is a caption with the edits that descend from it; its head is what goes downstream.
 * Every edit and every restoring raises the review sequence.
 */
export interface CaptionsTable {
  add(caption: CaptionToStore): CaptionId;
  /** Heads as of a review sequence, in the order asked. Throws NOT_FOUND for an id that is not there. */
  facets(ids: readonly CaptionId[], reviewSequence: number): CaptionFacet[];
  /** The caption itself, whatever its chain's head is. */
  text(id: CaptionId): string | undefined;
  /** Number of the latest edit, 0 before the first. */
  reviewSequence(): number;
  /** Chains, which is the number of heads: what a reader would call the captions. */
  count(): number;

  /** Present heads of an image, the newest chain first. */
  heads(image: ImageHash): readonly CaptionHead[];
  /** The same with everything that is known of where they came from. */
  provenance(image: ImageHash): readonly CaptionProvenance[];
  imageOf(id: CaptionId): ImageHash | undefined;

  /** A person's edit: a child of `id` that becomes the chain's head. On disk when this returns. Throws NOT_FOUND, USAGE (empty). */
  edit(id: CaptionId, text: string): CaptionHead;
  /** Makes an earlier text of a chain its head again. On disk when this returns. */
  restore(id: CaptionId): CaptionHead;
  /** Raises the variation number of the captions' samples at their nodes [RUN3]; gives how many. Captions that came with the images stay. */
  captionAgain(ids: readonly CaptionId[]): number;
  variations(node: NodeId, samples: readonly SampleId[]): ReadonlyMap<SampleId, number>;
}
