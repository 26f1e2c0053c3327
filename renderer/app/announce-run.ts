import type { ErrorRecord } from '../../core/errors.ts';
import type { RunProgress } from '../../core/run.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { TEXTS } from '../texts.ts';
import { sumRun } from './sum-run.ts';

/** Counts are said at most this often. */
const COUNTS_MS = 10_000;

/** What was said about a run, and when. */
export interface Announced {
  readonly run: number;
  readonly state: RunProgress['state'];
  /** Milliseconds. */
  readonly at: number;
  readonly errors: readonly string[];
}

/** What is to be said now. Absent: nothing new. */
export interface Announcement {
  /** For when the person pauses. */
  readonly status?: string;
  /** At once. */
  readonly errors?: string;
  readonly announced: Announced;
}

/**
 * What a screen reader is told of a run: errors at once and once each, a change of state at once, counts at most every ten seconds.
 *
 * @param title what a node is called
 */
export function announceRun(
  run: RunProgress,
  before: Announced | undefined,
  now: number,
  title: (node: string) => string,
): Announcement | undefined {
  const same = before?.run === run.id ? before : undefined;
  const errors = errorsOf(run, title);
  const fresh = errors.filter((error) => !same?.errors.includes(error));
  const due = isRunActive(run) && now - (same?.at ?? 0) >= COUNTS_MS;
  const speaks = same?.state !== run.state || due;
  if (!speaks && fresh.length === 0) return undefined;
  const { done, total, failed } = sumRun(run);
  return {
    ...(speaks && { status: TEXTS.run.announce(TEXTS.run.states[run.state], done, total, failed) }),
    ...(fresh.length > 0 && { errors: fresh.join(' ') }),
    announced: {
      run: run.id,
      state: run.state,
      at: speaks ? now : (same?.at ?? now),
      errors: [...(same?.errors ?? []), ...fresh],
    },
  };
}

/** Why the run is paused or failed, and what stopped its nodes; the same message once. */
function errorsOf(run: RunProgress, title: (node: string) => string): string[] {
  const words = ({ message, remedy }: ErrorRecord) => `${message}${remedy === undefined ? '' : ` ${remedy}`}`;
  const nodes = run.nodes.flatMap(({ id, error }) =>
    error && error.message !== run.reason?.message ? [`${title(id)}: ${words(error)}`] : [],
  );
  return [...(run.reason ? [words(run.reason)] : []), ...nodes];
}
