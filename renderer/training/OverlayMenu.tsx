import type { LucideIcon } from 'lucide-react';
import type { TrainingJob } from '../../core/training/training-job.ts';
import { formatWhen } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { chosenOverlays, otherJobs } from './choose-overlays.ts';
import { jobName } from './job-name.ts';
import { useAllJobs } from './jobs-context.ts';
import { setOverlays, useTrainingView } from './training-view.ts';

const TEXTS = TRAINING_TEXTS.loss;
const MOST_OFFERED = 12;

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
