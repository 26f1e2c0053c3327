import { isLiveJob, type JobState, type TrainingJobSummary } from '../../core/training/training-job.ts';
import type { Status } from '../parts/StatusIcon.tsx';

const STATUS: Readonly<Record<JobState, Status>> = {
  queued: 'queued',
  preparing: 'running',
  training: 'running',
  evaluating: 'running',
  saving: 'running',
  exporting: 'running',
  done: 'done',
  stopped: 'paused',
  failed: 'error',
  ended: 'stopped',
};

/** The icon of a job's state. */
export function jobStatus(state: JobState): Status {
  return STATUS[state];
}

/** What can be done with a job now. */
export interface JobAbilities {
  /** It writes a checkpoint and ends. */
  readonly pause: boolean;
  readonly saveCheckpoint: boolean;
  /** It ends, or leaves the queue. */
  readonly stop: boolean;
  readonly goOn: boolean;
  readonly remove: boolean;
}

export function jobAbilities({
  state,
  isStopping,
}: Pick<TrainingJobSummary, 'state' | 'isStopping'>): JobAbilities {
  const isLive = isLiveJob(state);
  const isAtSteps = state === 'training' || state === 'evaluating' || state === 'saving';
  return {
    pause: isAtSteps && !isStopping,
    saveCheckpoint: isAtSteps && !isStopping,
    stop: isLive,
    goOn: state === 'stopped' || state === 'failed' || state === 'ended',
    remove: !isLive,
  };
}

/** The job to show first: one that is at work, else one that waits, else the latest. Jobs stand with the latest change first. */
export function firstJob<T extends Pick<TrainingJobSummary, 'state'>>(jobs: readonly T[]): T | undefined {
  return (
    jobs.find(({ state }) => isLiveJob(state) && state !== 'queued') ??
    jobs.find(({ state }) => state === 'queued') ??
    jobs[0]
  );
}

/** Share of the steps that are done, 0 to 1; undefined while the steps are not known. */
export function jobShare({
  step,
  steps,
  state,
}: Pick<TrainingJobSummary, 'step' | 'steps' | 'state'>): number | undefined {
  if (state === 'done') return 1;
  return steps === undefined || steps === 0 ? undefined : Math.min(1, step / steps);
}
