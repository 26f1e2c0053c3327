import type { Artifact, ArtifactDraft } from '../../core/artifact.ts';
import type { CodedError, ErrorRecord } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import type { CaptionId, ImageHash, NodeId, RunId, SampleId } from '../../core/ids.ts';
import type { DigestedSample } from '../../core/node-context.ts';
import type { OutcomeRecord, RunOptions, RunProgress } from '../../core/run.ts';
import type { CaptionFacet, LocationFacet, PromptFacet, Sample } from '../../core/sample.ts';
import type { NewCaption, Patch } from '../../core/verdict.ts';
import type { GatheredTable } from './gathered-table.ts';
import type { ResultKey } from './result-key.ts';
import type { OpenedModel } from './run-facts-table.ts';
import type { SeenTable } from './seen-table.ts';

export type { ResultKey } from './result-key.ts';

/** A stored verdict. A kept one that wrote a caption refers to it; its other facets are inline. Transient failures are not stored. */
export type StoredVerdict =
  | { readonly kind: 'kept'; readonly caption?: CaptionId; readonly patch: Omit<Patch, 'caption'> }
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      readonly detail?: string;
      readonly caption?: CaptionId;
      readonly patch: Omit<Patch, 'caption'>;
    }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** A new caption with its provenance. */
export interface CaptionToStore {
  readonly caption: NewCaption;
  readonly sample: Sample;
  readonly prompt: PromptFacet | undefined;
  readonly node: NodeId;
  /** Undefined for what was tried on one picture, outside of any run. */
  readonly run: RunId | undefined;
  /** Identity of the model as JSON, for provenance. */
  readonly identity: string;
  readonly key: ResultKey | undefined;
}

/** What a run keeps to from its beginning [RUN15]. */
export interface RunStart {
  readonly id: RunId;
  readonly flowRevision: number;
  readonly flow: Flow;
  /** Edits made after this number do not enter the run [RUN15]. */
  readonly reviewSequence: number;
}

/**
 * What the executor asks of the store. Reads are synchronous; writes are queued in order and committed together, at most 50 ms later,
 * with `synchronous=FULL` [RUN5]. An error while committing (disk full) rejects `committed()` and every later call.
 */
export interface RunStore {
  beginRun(options: RunOptions): RunStart;
  /** Whether the project's file is still where it was opened: not removed, moved, or on a drive that is gone. */
  isInPlace(): boolean;
  /** Counts and state survive a kill with the group that they belong to [RUN10]. */
  saveProgress(progress: RunProgress): void;
  /** The last progress of a run, on disk when this returns; tried even after a failed group. */
  endRun(progress: RunProgress): void;
  /**
   * Called when the disk has no room for the group of the moment: it is kept in memory and takes more writes, and `committed()` waits, until `retryCommit` finds room or
   * `abandonCommit` gives it up. Returns how to stop listening; without listeners a group that does not fit fails at once.
   */
  onStall(listener: (reason: CodedError) => void): () => void;
  stalled(): CodedError | undefined;
  /** Throws what still stands against it. */
  retryCommit(): void;
  abandonCommit(): void;
  /** Resolves when everything queued before is on disk. */
  committed(): Promise<void>;
  /** Notes which model a node of a run works with, for the run's report. */
  noteModel(run: RunId, node: NodeId, model: OpenedModel): void;

  findResults(keys: readonly ResultKey[]): (StoredVerdict | undefined)[];
  saveResult(key: ResultKey, node: NodeId, verdict: StoredVerdict): void;
  /** "Caption again" counters of samples, where above 0 [RUN3]. */
  variations(node: NodeId, samples: readonly SampleId[]): ReadonlyMap<SampleId, number>;

  /** The id is given at once; the row follows with the group. */
  addCaption(caption: CaptionToStore): CaptionId;
  /** The head of each caption's chain as of the review sequence, ready to go downstream, in the order asked. */
  captionFacets(ids: readonly CaptionId[], reviewSequence: number): CaptionFacet[];

  /** Captions of former bytes that changed pictures are to keep at a node, by `placeName`. */
  carriedCaptions(node: NodeId): ReadonlyMap<string, CaptionId>;
  imageOfCaption(id: CaptionId): ImageHash | undefined;
  /** It is done, or does not apply any more. */
  dropCarried(node: NodeId, place: Pick<LocationFacet, 'root' | 'path'>): void;
  /** Samples that a person has put aside at a node. */
  skipped(node: NodeId): ReadonlySet<SampleId>;
  /** Counts a crash of a model on what a key stands for; gives how many there have been, in all runs together. */
  addCrash(key: ResultKey): number;
  forgetCrashes(key: ResultKey): void;

  /** Files that were found to be no usable pictures are read again when they are next met. */
  forgetFileProblems(): void;
  saveException(run: RunId, outcome: OutcomeRecord): void;
  /** The latest samples of a node, replacing those kept before, so that peeking works after a restart; at most 50. */
  savePeek(node: NodeId, outcomes: readonly OutcomeRecord[]): void;

  /** The caption that was brought in for an image under a key, as the head of its chain; undefined when there is none. */
  findBroughtIn(image: ImageHash, key: ResultKey, reviewSequence: number): CaptionFacet | undefined;

  /** What cheap nodes made of the stretches of a source [RUN4]. */
  readonly seen: SeenTable;
  /** What collectors took from them [RUN14]. */
  readonly gathered: GatheredTable;

  /** Working table of scans' successors: cohorts, joins and collectors keep what has come in here, not in memory. */
  addMember(run: RunId, node: NodeId, input: string, sample: Sample, digest: string): void;
  memberCount(run: RunId, node: NodeId): number;
  /** From an ordinal on, in source order; each call is a new query. */
  members(
    run: RunId,
    node: NodeId,
    from?: number,
  ): Iterable<{ readonly sample: Sample; readonly input: string; readonly digest: string }>;
  memberDigests(run: RunId, node: NodeId): Iterable<DigestedSample>;
  /** Members that share a root sample with this one, for joins. */
  membersOfRoot(
    run: RunId,
    node: NodeId,
    root: SampleId,
  ): { readonly sample: Sample; readonly input: string }[];
  dropMembers(run: RunId): void;

  /** The artifact stored under a Merkle key, when its records are still there and match its digest [RUN14]. */
  findArtifact(key: ResultKey, run?: RunId): Promise<Artifact | undefined>;
  /** Takes the records in slices, so that nothing else has to wait; nothing of them is seen before all are there. */
  saveArtifact(key: ResultKey, node: NodeId, run: RunId, draft: ArtifactDraft): Promise<Artifact>;
  latestArtifact(node: NodeId): Artifact | undefined;
  /** Note of a job without artifact: the files it made and their SHA-256, so that an unchanged export is not repeated. */
  findJob(
    key: ResultKey,
  ): { readonly summary: string; readonly files: Readonly<Record<string, string>> } | undefined;
  saveJob(key: ResultKey, node: NodeId, summary: string, files: Readonly<Record<string, string>>): void;

  /** Money, US dollars. Reservations left behind by a kill count in full until settled [RUN7]. */
  reserve(run: RunId, usd: number, node?: NodeId): number;
  settle(reservation: number, usd: number): void;
  spend(): { readonly settledUsd: number; readonly reservedUsd: number };
}
