import type { ErrorCode, FixAction } from './errors.ts';
import type { NodeId } from './ids.ts';

/** Something that stands against a run, found without running anything [RUN1]. */
export interface Problem {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  /** What is so. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  readonly fix?: FixAction;
  readonly node?: NodeId;
  readonly port?: string;
  readonly param?: string;
}
