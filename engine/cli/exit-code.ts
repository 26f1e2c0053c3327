import type { RunProgress } from '../../core/run.ts';

/** What the process ends with; a promise to scripts [CLI2]. */
export const EXIT = {
  done: 0,
  /** Done, but samples failed; or paused by an error that would hit every sample. */
  failures: 1,
  /** Usage, validation, nothing to do. */
  notStarted: 2,
  budget: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that a finished or paused run earns. */
export function exitCodeOf(run: RunProgress): ExitCode {
  if (run.reason?.code === 'BUDGET_REACHED') return EXIT.budget;
  if (run.state === 'failed' && run.nodes.every((node) => node.in === 0)) return EXIT.notStarted;
  if (run.state === 'stopped' || run.state === 'interrupted') return EXIT.interrupted;
  const failed = run.nodes.some((node) => node.failed > 0 || node.state === 'error');
  return run.state === 'done' && !failed ? EXIT.done : EXIT.failures;
}
