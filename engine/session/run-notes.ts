import type { LogLine } from '../../core/contract/project.ts';
import type { RunId } from '../../core/ids.ts';
import type { RunProgress } from '../../core/run.ts';
import type { RunEnvironment } from '../../core/run-report.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** Lines of the log that a run keeps for its report. */
const LOG_LINES = 200;

/** What of a project's parts is needed here. */
interface Notebook {
  readonly store: Pick<ProjectStore, 'runFacts'>;
  readonly environment: RunEnvironment;
}

/** Notes versions and hardware with a run that has just begun. A store that cannot be written ends the run by itself, and is no reason to fail here. */
export function noteRunStart({ store, environment }: Notebook, run: RunId): void {
  try {
    store.runFacts.begin(run, environment);
  } catch {
    // The run meets the same fault with its first progress and says so; it is only its report that lacks something.
  }
}

/** Notes what a run made and said. */
export function noteRunEnd(
  { store }: Notebook,
  { id, startedAt }: RunProgress,
  log: readonly LogLine[],
): void {
  try {
    store.runFacts.end(id, log.filter(({ at }) => at >= startedAt).slice(-LOG_LINES));
  } catch {
    // A full disk has ended the run already and is its reason; what it made can still be read from the artifacts themselves.
  }
}
