import type { TrainingJobSummary } from '../../core/training/training-job.ts';

/** By what a job is told apart from others in a line: its title, with its run where it has one. */
export function jobName({ title, run }: Pick<TrainingJobSummary, 'title' | 'run'>): string {
  return run === undefined ? title : `#${run} ${title}`;
}
