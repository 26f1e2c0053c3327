import type { LucideIcon } from 'lucide-react';
import type { TrainingJob, TrainingJobSummary } from '../../core/training/training-job.ts';
import { formatWhen } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { jobName } from './job-name.ts';
import { useAllJobs } from './jobs-context.ts';
import { setOverlays, useTrainingView } from './training-view.ts';

const TEXTS = TRAINING_TEXTS.loss;
const MOST_OFFERED = 12;

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

/** The jobs that are laid behind: those that were chosen, else the one before of the same node. */
export function chosenOverlays(
  jobs: readonly TrainingJobSummary[],
  job: TrainingJobSummary,
  chosen: readonly string[] | undefined,
): readonly TrainingJobSummary[] {
  const others = otherJobs(jobs, job);
  if (chosen) return others.filter(({ key }) => chosen.includes(key));
  return others.filter(({ node, recipe }) => node === job.node && recipe === job.recipe).slice(0, 1);
}

/** Which other jobs' curves stand behind this one. */
export function OverlayMenu({ job, icon }: { readonly job: TrainingJob; readonly icon: LucideIcon }) {
  const jobs = useAllJobs();
  const { overlays } = useTrainingView();
  const others = otherJobs(jobs, job).slice(0, MOST_OFFERED);
  const shown = new Set(chosenOverlays(jobs, job, overlays).map(({ key }) => key));
  return (
    <Menu
      align="end"
      header={others.length === 0 ? TEXTS.noOverlays : TEXTS.overlay}
      trigger={<IconButton icon={icon} label={TEXTS.overlay} />}
      groups={[
        others.map((other) => ({
          label: jobName(other),
          hint: formatWhen(other.changedAt),
          checked: shown.has(other.key),
          onChoose: () =>
            setOverlays(
              shown.has(other.key) ? [...shown].filter((key) => key !== other.key) : [...shown, other.key],
            ),
        })),
      ]}
    />
  );
}
