import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import type { NodeType } from '../../core/define-node.ts';
import type { FileAccess, FrozenRecords, OutputAccess } from '../../core/node-context.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { OutcomeRecord, RunProgress } from '../../core/run.ts';
import type { BatchDesk } from '../captioners/batch/batch-desk.ts';
import type { CaptionerService } from '../captioners/captioner-service.ts';
import type { ImageService } from '../images/image-service.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StudyDesk } from '../training/study/study-desk.ts';
import type { TrainingDesk } from '../training/training-desk.ts';
import type { Tally } from './forecast/tally.ts';

/** Node types by name, as code and as data. */
export interface NodeLibrary {
  readonly types: ReadonlyMap<string, NodeType>;
  readonly catalog: ReadonlyMap<string, NodeDescriptor>;
}

/** What a run needs; every part is the project's own. */
export interface RunDependencies {
  readonly library: NodeLibrary;
  readonly store: RunStore;
  readonly images: ImageService;
  readonly files: FileAccess;
  readonly output: OutputAccess;
  readonly captioners: CaptionerService;
  /** Requests that providers answer in batches; absent where captioners only ask directly. */
  readonly batches?: BatchDesk;
  /** Whether something lies at a path that a parameter names; reads nothing. */
  readonly pathExists: (path: string) => Promise<boolean>;
  /** Records of a stored dataset, in its order. */
  readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  readonly frozen: FrozenRecords;
  /** Training jobs of the project, and the models that came out of them; absent where nothing is trained. */
  readonly training?: Pick<TrainingDesk, 'train' | 'holds' | 'modelOf' | 'check' | 'folderDigest'>;
  /** New models, sweeps and what captions of drawn scenes are worth; absent where nothing is trained. */
  readonly studies?: Pick<StudyDesk, 'sweep' | 'newModel' | 'score'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (level: 'info' | 'warning' | 'error', node: string | undefined, text: string) => void;
}

/** A run under way. */
export interface ActiveRun {
  progress(): RunProgress;
  /** Called at most every 50 ms, and once at the end [RUN13]. Returns how to stop listening. */
  onProgress(listener: (progress: RunProgress) => void): () => void;
  /** Lets what is in flight finish [RUN8]. */
  pause(): void;
  resume(): void;
  /** Changes the most that the project may have spent, US dollars; a run that the former cap has paused goes on under a higher one [RUN7]. */
  setCap(usd: number | undefined): void;
  /** Cancels what is in flight; resolves when the store is consistent [RUN8]. */
  stop(): Promise<void>;
  /** Resolves with the final state; never rejects. A run that paused itself is not finished. */
  readonly finished: Promise<RunProgress>;
  /** What became of the samples so far, for a forecast [RUN12]. */
  tally(): Tally;
  /** Latest samples of a node, newest first, at most 50. */
  latest(node: string): readonly OutcomeRecord[];
}
