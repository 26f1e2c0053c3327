/**
 * Files by which a running trainer is told something, in the job's folder. The engine makes them empty; the trainer looks for them once a step, takes
 * them away and obeys. They do the same on every system, which signals do not: Windows has no SIGTERM.
 */
export const CONTROL_FILES = {
  /** Write a checkpoint and go on. */
  save: 'save-now',
  /** Write a checkpoint and exit, as SIGTERM does. */
  stop: 'stop-now',
} as const;
