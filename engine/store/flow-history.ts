import type { FlowState, HistoryEntry } from '../../core/contract/flow.ts';
import type { Flow } from '../../core/flow.ts';

/** The project's flow and its linear, persistent undo history. Every change is on disk when the call returns. */
export interface FlowHistory {
  flow(): Flow;
  /** Grows with every change, undo and redo included. */
  revision(): number;
  /** The same as one object, without the problems, which validation finds. */
  state(): Omit<FlowState, 'problems'>;
  /**
   * Makes `flow` the present one and gives its revision. Changes with the same `merge` word, each under 2 s after the one before, are undone together.
   * What had been undone can no longer be redone.
   */
  change(flow: Flow, label: string, merge?: string): number;
  /** Back to the state before; false where there is nothing to undo. */
  undo(): boolean;
  redo(): boolean;
  /** Oldest first; at most 300 entries are kept. */
  history(): readonly HistoryEntry[];
  /** The flow as it was at a revision; kept for those in the history and for those that runs refer to. */
  revisionFlow(revision: number): Flow | undefined;
}
