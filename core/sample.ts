import type { CaptionId, ImageHash, SampleId } from './ids.ts';
import type { JsonObject } from './json.ts';

/** Facts of the picture itself, the same wherever the file lies. Width and height are after EXIF orientation, in pixels. */
export interface ImageFacet {
  readonly hash: ImageHash;
  readonly width: number;
  readonly height: number;
  /** Container as sharp names it: jpeg, png, webp, gif, tiff, avif, heif. */
  readonly format: string;
  readonly bytes: number;
  /** 1 for a still picture; of an animation only the first frame is used. */
  readonly frames: number;
}

/** Where this sample's file lies. `path` is relative to the root, with forward slashes. */
export interface LocationFacet {
  readonly root: string;
  readonly path: string;
  /** Folder part of `path`, '' at the root. */
  readonly folder: string;
  /** File name without its folder. */
  readonly name: string;
}

/** Where a file lies by its root and the path below it. */
export function locationOf(root: string, path: string): LocationFacet {
  const slash = path.lastIndexOf('/');
  return { root, path, folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/** A caption that came with the images: a sidecar, a column, a dataset's record. */
export interface ExistingCaption {
  readonly text: string;
  /** `sidecar`, `dataset`, … */
  readonly origin: string;
  /** The human turn that stood with it, where there was one. */
  readonly question?: string;
  /** Who wrote it, where that is known (a dataset's model field). */
  readonly model?: string;
}

/** The exact text that is sent, and the human turn that is exported with the caption. */
export interface PromptFacet {
  readonly text: string;
  readonly question: string;
  /** Id of the source-specific part that was chosen; '' for none. */
  readonly part: string;
}

/** Why the captioner stopped writing. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'other';

/** The head of a caption's chain of edits, as it goes downstream. */
export interface CaptionFacet {
  readonly id: CaptionId;
  readonly text: string;
  /** Display name of what wrote it: a model, a sidecar, a person. */
  readonly model: string;
  readonly finishReason: FinishReason;
}

/** What is known about a sample so far. */
export interface Facets {
  readonly image: ImageFacet;
  readonly location: LocationFacet;
  readonly existing: readonly ExistingCaption[];
  readonly prompt: PromptFacet;
  readonly caption: CaptionFacet;
  /** What experts and files say about the image: `exif`, later OCR lines, detections, tags. */
  readonly evidence: JsonObject;
  /** The source's own record: `id`, `alt`, and whatever columns it had. */
  readonly metadata: JsonObject;
}

/** Name of a facet. */
export type FacetName = keyof Facets;
/** All facets, in a fixed order, which keys rely on [RUN3]. */
export const FACET_NAMES = [
  'image',
  'location',
  'existing',
  'prompt',
  'caption',
  'evidence',
  'metadata',
] as const satisfies readonly FacetName[];

/** Facets that every sample has from its source on; `prompt` and `caption` come on the way. */
export type SourceFacets = Pick<Facets, 'image' | 'location' | 'existing' | 'evidence' | 'metadata'>;
/** The facets that every sample has, and those that it may have. */
export type SampleFacets = SourceFacets & Partial<Pick<Facets, 'prompt' | 'caption'>>;

/** What moves along a wire. */
export interface Sample {
  readonly id: SampleId;
  /** Id of the sample that the source gave and that this one descends from; joins meet by it. */
  readonly root: SampleId;
  /** Total order over all sources: source index × 2^40 + position in the source. Branches of one sample share it. */
  readonly ordinal: number;
  readonly facets: SampleFacets;
}

/** Distance between the ordinals of two sources' first samples. */
export const ORDINALS_PER_SOURCE = 2 ** 40;
