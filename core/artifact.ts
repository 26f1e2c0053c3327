import type { ArtifactId, CaptionId, ImageHash } from './ids.ts';
import type { JsonObject } from './json.ts';

/** One turn of a conversation. */
export interface Turn {
  readonly from: 'human' | 'gpt' | 'system';
  readonly value: string;
}

/** One record of a dataset: a conversation about no, one or several images. `<image>` marks where a picture stands in a turn. */
export interface DatasetRecord {
  /** Unique in the dataset. */
  readonly id: string;
  readonly images: readonly {
    readonly hash: ImageHash;
    /** Relative path as exported; where the file lies is known by root and path. */
    readonly root: string;
    readonly path: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly conversations: readonly Turn[];
  /** The caption that the reply was taken from. */
  readonly caption?: CaptionId;
  /** Display name of the caption's author. */
  readonly model?: string;
  readonly split?: 'train' | 'held-out';
  readonly metadata: JsonObject;
}

/** What a collector or job makes; frozen and given an id by the engine. */
export interface ArtifactDraft {
  readonly kind: 'dataset' | 'model' | 'evaluation';
  readonly title: string;
  /** Streamed into the store in this order, which is the order of every export. */
  readonly records: Iterable<DatasetRecord> | AsyncIterable<DatasetRecord>;
  /** Of what it consists of besides its records, e.g. a model's files; absent: the records alone tell. SHA-256, hex. */
  readonly digest?: string;
  /** Figures worth showing beside the artifact. */
  readonly card: () => JsonObject;
}

/** A thing bigger than a sample, frozen: equal digests are equal content. */
export interface Artifact {
  readonly id: ArtifactId;
  readonly kind: ArtifactDraft['kind'];
  readonly title: string;
  /** Node that made it. */
  readonly node: string;
  /** SHA-256 over its records, or over its files where it has some; hex. */
  readonly digest: string;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly card: JsonObject;
}
