import type { LogFold } from './log-fold.ts';
import type { LogSync } from './log-sync.ts';

/** The write-ahead log, as far as it is not SQLite's own matter. */
export interface ProjectLog {
  readonly sync: LogSync;
  readonly fold: LogFold;
}
