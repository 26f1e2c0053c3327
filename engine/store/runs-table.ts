import type { RunSummary } from '../../core/contract/run.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type { OutcomeRecord, ProblemGroup, RunOptions, RunProgress } from '../../core/run.ts';

/** Runs with their counts, exceptions and latest samples. */
export interface RunsTable {
  begin(options: RunOptions, flowRevision: number, reviewSequence: number): RunId;
  saveProgress(progress: RunProgress): void;
  /** State as last saved; after a kill it is `interrupted`. */
  progress(id: RunId): RunProgress | undefined;
  latest(): RunProgress | undefined;
  /** Newest first. */
  list(limit?: number): readonly RunSummary[];
  /** Review sequence that the run started with [RUN15]. */
  reviewSequence(id: RunId): number | undefined;

  saveException(run: RunId, outcome: OutcomeRecord): void;
  /** Failed and rejected samples of a run by cause, most frequent first. */
  problems(run: RunId, node?: NodeId): readonly ProblemGroup[];
  /** Exceptions one by one, newest first. */
  exceptions(
    run: RunId,
    query: {
      readonly node?: NodeId;
      readonly outcome?: 'rejected' | 'failed';
      readonly offset?: number;
      readonly limit: number;
    },
  ): readonly OutcomeRecord[];

  savePeek(node: NodeId, outcomes: readonly OutcomeRecord[]): void;
  /** Latest samples that left a node, as they were given. */
  peek(node: NodeId): readonly OutcomeRecord[];
}
