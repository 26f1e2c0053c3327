import type { ArtifactsTable } from './artifacts-table.ts';
import type { BudgetTable } from './budget-table.ts';
import type { CaptionsTable } from './captions-table.ts';
import type { ExportsTable } from './exports-table.ts';
import type { FlowHistory } from './flow-history.ts';
import type { ImagesTable } from './images-table.ts';
import type { MetaTable } from './meta-table.ts';
import type { RunStore } from './run-store.ts';
import type { RunsTable } from './runs-table.ts';

/** Why an open project may not be written: asked for, owned by another process, or the file does not allow it. */
export type ReadOnlyReason = 'asked' | 'locked' | 'file';

/** An open project: what runs need, and the tables by domain for everything else. Opened by `openProject`, made by `createProject` (open-project.ts). */
export interface ProjectStore extends RunStore {
  /** Absolute. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly readOnlyReason: ReadOnlyReason | undefined;
  /** Something to be said about it: why it is read-only, or that it has no write-ahead log. */
  readonly notice: string | undefined;

  readonly flow: FlowHistory;
  readonly images: ImagesTable;
  readonly captions: CaptionsTable;
  readonly runs: RunsTable;
  readonly artifacts: ArtifactsTable;
  readonly exports: ExportsTable;
  readonly budget: BudgetTable;
  readonly meta: MetaTable;

  /** Commits what is queued, folds the log into the file and lets go of it: one file remains. Rejects when that failed; the project is closed all the same. */
  close(): Promise<void>;
}
