import type { TrainingJobSummary } from '../../core/training/training-job.ts';

/** Jobs with curves other than this one: those of its node first. */
export function otherJobs(
  jobs: readonly TrainingJobSummary[],
  job: TrainingJobSummary,
): readonly TrainingJobSummary[] {
  const others = jobs.filter(({ key, step }) => key !== job.key && step > 0);
  return [
    ...others.filter(({ node }) => node === job.node),
    ...others.filter(({ node }) => node !== job.node),
  ];
}

/** The jobs that are laid behind: those that were chosen, else the last one of the same node and recipe that came to its end, else the last one. */
export function chosenOverlays(
  jobs: readonly TrainingJobSummary[],
  job: TrainingJobSummary,
  chosen: readonly string[] | undefined,
): readonly TrainingJobSummary[] {
  const others = otherJobs(jobs, job);
  if (chosen) return others.filter(({ key }) => chosen.includes(key));
  const alike = others.filter(({ node, recipe }) => node === job.node && recipe === job.recipe);
  const one = alike.find(({ state }) => state === 'done') ?? alike[0];
  return one ? [one] : [];
}
