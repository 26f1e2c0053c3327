import type { Artifact, ArtifactDraft, DatasetRecord } from './artifact.ts';
import type { Captioner } from './captioner.ts';
import type { ErrorRecord } from './errors.ts';
import type { ImageHash } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import type { ExistingCaption, Sample, SampleFacets } from './sample.ts';
import type { NewModelRequest } from './training/new-model.ts';
import type { SceneCaption, SceneScores, SceneSeries } from './training/scene-series.ts';
import type { SweepRequest } from './training/sweep.ts';
import type { TrainingRequest } from './training/training-request.ts';
import type { Verdict } from './verdict.ts';

/*
 * What nodes ask of the engine. Nodes do no I/O of their own: files, pictures, captioners and output come from here, by shape.
 */

/** What every node may ask for. */
export interface NodeContext {
  readonly signal: AbortSignal;
  /** Goes to the node's log; never a secret. */
  readonly log: (level: 'info' | 'warning', message: string) => void;
}

/** Context of work on one sample. */
export interface SampleContext extends NodeContext {
  /** hash(node seed, sample id), a non-negative 31-bit integer. */
  readonly seed: number;
}

/** A file by the folder that its source was given and the path below it. */
export interface FileEntry {
  /** Absolute path of the folder that paths are relative to. */
  readonly root: string;
  /** Relative to `root`, with forward slashes. */
  readonly path: string;
}

/** Read access to the user's files, for sources. Every problem is thrown as a coded error or given as an entry; nothing is skipped silently. */
export interface FileAccess {
  /** Files below a folder in a stable order (by path, code-unit order); symlink loops end, unreadable folders come as problems. */
  readonly walk: (
    folder: string,
    options: {
      readonly recursive: boolean;
      readonly include: readonly string[];
      readonly exclude: readonly string[];
    },
  ) => AsyncIterable<FileEntry | { readonly path: string; readonly problem: ErrorRecord }>;
  /** Text of the file beside an image with the extension swapped; undefined where there is none or where it is our own export [RUN16]. */
  readonly sidecar: (file: FileEntry, extension: string) => Promise<string | undefined>;
  /** Lines of a text file, without their ends. */
  readonly lines: (path: string) => AsyncIterable<string>;
  /** Records of a JSON array or JSON Lines file, streamed. */
  readonly records: (path: string) => AsyncIterable<Json>;
  /**
   * Pictures drawn by the trainer's Python, drawn once and kept: a folder, and in it a file of JSON lines with `id`, `image` (a path below the folder),
   * `caption`, `told` (the teacher's) and `scene`. Throws TRAINER_MISSING, TRAINER_FAILED.
   */
  readonly scenes: (
    series: SceneSeries,
    signal: AbortSignal,
  ) => Promise<{ readonly folder: string; readonly file: string }>;
}

/** One image that a source lists, with the captions and metadata that came with it. */
export interface SourceRecord {
  /** Unique in its source and stable from run to run, e.g. the relative path. */
  readonly key: string;
  readonly file: FileEntry;
  readonly existing?: readonly ExistingCaption[];
  readonly metadata?: JsonObject;
}

/** Context of a source. */
export interface SourceContext extends NodeContext {
  readonly files: FileAccess;
}

/** Context of a batch node; its captioner is open and waits for requests. */
export interface BatchContext extends NodeContext {
  readonly captioner: Captioner;
}

/** What the engine does for nodes that look at pictures. */
export interface ImageAccess {
  /** 64-bit perceptual hash as 16 hex digits; equal pictures are 0 bits apart, unrelated ones about 32. */
  readonly perceptualHash: (image: ImageHash, signal: AbortSignal) => Promise<string>;
}

/** Context in which scans and cohorts work out digests. */
export interface ScanContext extends NodeContext {
  readonly images: ImageAccess;
}

/** One sample's place in a scan or cohort, with the digest that its node computed. */
export interface DigestedSample {
  readonly ordinal: number;
  readonly image: ImageHash;
  readonly digest: string;
}

/** Verdicts of a scan, given in source order. Created anew for every run. */
export interface Scanner {
  readonly verdict: (sample: DigestedSample) => Verdict;
}

/** All samples of a cohort, on disk; each walk is a new query. */
export interface Cohort {
  /** In source order. */
  readonly samples: () => Iterable<DigestedSample>;
  /** Finds the digests that at least `atLeast` different images share. */
  readonly sharedDigests: (atLeast: number) => Promise<SharedDigests>;
}

/** Digests that several images share. */
export interface SharedDigests {
  /** How many different images have this digest; undefined where they are fewer than was asked for. */
  readonly imagesWith: (digest: string) => number | undefined;
}

/** One sample of a collector, with the facets that the collector reads. */
export type Member<F> = Omit<Sample, 'facets'> & { readonly facets: F };

/** All samples of a collector, on disk. */
export interface Members<F = SampleFacets> {
  readonly count: number;
  /** In source order, from the store. */
  readonly samples: () => Iterable<Member<F>>;
}

/** Write access for exports. Files appear whole or not at all. */
export interface OutputAccess {
  /** Writes a file beside a temporary name and renames it. */
  readonly writeFile: (
    path: string,
    chunks: Iterable<string> | AsyncIterable<string>,
  ) => Promise<{ readonly bytes: number }>;
  /**
   * Writes the text file beside an image; `append` adds a line unless the text stands there already. `amend` writes a person's file
   * only where all that stands in it stands in the text, too, and leaves it theirs. A file that a person wrote or changed is backed up first
   * (`<name>.bak`, numbered), and left alone with `keep` [RUN16].
   */
  readonly writeSidecar: (
    file: FileEntry,
    extension: string,
    text: string,
    mode: 'keep' | 'amend' | 'append' | 'replace',
  ) => Promise<'written' | 'kept' | 'unchanged'>;
}

/** Records as they are frozen, with roots by their names in the project: what an artifact that is made of others consists of. */
export interface FrozenRecords {
  /** In their order; others get their turn in between. */
  readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  /** The record at a place, counted from 0. */
  readonly at: (dataset: Artifact, position: number) => Promise<DatasetRecord | undefined>;
}

/** What a job has made. */
export interface JobResult {
  /** Absent for exports. */
  readonly artifact?: ArtifactDraft;
  /** One line about what was done, e.g. `34 records in captions.json`. */
  readonly summary: string;
  /** Files that the result consists of; the job runs again when one is gone or changed. */
  readonly files?: readonly string[];
  /** Something failed that another run tries again: the result counts for this run alone. */
  readonly isPartial?: boolean;
}

/** What the trainer does for studies of captions and models. Throws TRAINER_MISSING where it is not set up. */
export interface StudyAccess {
  /** Trains several models, one a device at a time, and tabulates what came of them; one that fails does not lose the others. */
  readonly sweep: (request: SweepRequest) => Promise<JobResult>;
  /** Makes a model that has learnt nothing yet. */
  readonly newModel: (request: NewModelRequest) => Promise<JobResult>;
  /** Says by attribute what of captions is true. */
  readonly scoreScenes: (captions: AsyncIterable<SceneCaption>) => Promise<SceneScores>;
}

/** Context of a job. `progress` counts whatever the job counts, e.g. records. */
export interface JobContext extends NodeContext {
  /** Trains a model; takes hours, outlives the app, and goes on where it was left [RUN5]. */
  readonly train: (request: TrainingRequest) => Promise<JobResult>;
  readonly study: StudyAccess;
  readonly output: OutputAccess;
  readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  readonly frozen: FrozenRecords;
  readonly progress: (done: number, total: number) => void;
}
