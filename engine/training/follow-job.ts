import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../core/errors.ts';
import { describeProgress } from './describe-progress.ts';
import type { JobFacets } from './job-view.ts';
import { summarizeJob } from './job-view.ts';
import type { OpenJob } from './open-job.ts';

/** Pause between two looks at a job that a run waits for, milliseconds. */
const LOOK_MS = 250;

/** The run that waits for a job. */
export interface Follower {
  /** Aborts when the run is stopped: the job writes a checkpoint and ends. */
  readonly signal: AbortSignal;
  /** Aborts when the project is closed: the job goes on by itself. */
  readonly closing: AbortSignal;
  readonly isPaused: () => boolean;
  readonly note: (text: string, secondsLeft: number | undefined) => void;
  readonly now: () => number;
}

/** A job whose process has ended, and whether this run had asked it to. */
export interface Followed {
  readonly facets: JobFacets;
  readonly wasAsked: boolean;
}

/**
 * Waits for the end of a job's process, however long, and tells how it gets on. A pause or stop of the run asks it for a checkpoint and waits until that is
 * written. Throws CANCELLED when the project is closed meanwhile.
 */
export async function followJob(job: OpenJob, follower: Follower): Promise<Followed> {
  let asked = false;
  for (;;) {
    if (follower.closing.aborted) throw left();
    if (!asked && (follower.signal.aborted || follower.isPaused())) {
      asked = true;
      await job.stop('with-checkpoint', follower.now());
    }
    const facets = await job.require();
    if (!facets.isAlive) return { facets, wasAsked: asked };
    const summary = summarizeJob(facets, job.story);
    follower.note(describeProgress(summary, job.story.detail), summary.etaSeconds);
    await pause(LOOK_MS, undefined, { signal: follower.closing, ref: false }).catch(() => undefined);
  }
}

/** What a run says whose project is closed while its job goes on. */
export function left(): UserError {
  return new UserError('CANCELLED', 'The project was closed; the training goes on.', {
    remedy: 'Run again: it is found as it is then.',
  });
}
