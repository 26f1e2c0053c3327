declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** SHA-256 of an image file's bytes, 64 lower-case hex digits. */
export type ImageHash = Branded<string, 'ImageHash'>;
/** hash(source identity, record key, branch), 32 lower-case hex digits. */
export type SampleId = Branded<string, 'SampleId'>;
/** Row id of a stored, immutable caption. */
export type CaptionId = Branded<number, 'CaptionId'>;
/** Counted up within a project, from 1. */
export type RunId = Branded<number, 'RunId'>;
/** Counted up within a project, from 1. */
export type ArtifactId = Branded<number, 'ArtifactId'>;
/** Short word, unique in a flow for ever; see `newNodeId` in flow-edit.ts. */
export type NodeId = string;

const HASH = /^[0-9a-f]{64}$/;

/** True for a full, lower-case SHA-256; everything that becomes part of a path or URL must pass it. */
export function isImageHash(text: string): text is ImageHash {
  return HASH.test(text);
}
