import type { TrainingJobSummary } from '../../core/training/training-job.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { CompareJobs } from './CompareJobs.tsx';
import { EmptyTraining } from './EmptyTraining.tsx';
import { useJobs } from './follow-jobs.ts';
import { JobList } from './JobList.tsx';
import { JobPage } from './JobPage.tsx';
import { firstJob } from './job-status.ts';
import { JobsContext } from './jobs-context.ts';
import { SweepPage } from './sweep/SweepPage.tsx';
import { type TrainingView, useTrainingView } from './training-view.ts';
import { Waiting } from './Waiting.tsx';

/** Training jobs of the project: the one at work, all of them, or several beside each other. */
export function TrainingScreen() {
  const { view } = useTrainingView();
  const { value: jobs, error } = useJobs();
  if (error && jobs === undefined) return <EmptyState text={`${error.message} ${error.remedy ?? ''}`} />;
  if (jobs === undefined) return <Waiting text={TRAINING_TEXTS.loading} />;
  return (
    <JobsContext value={jobs}>
      <Shown view={view} jobs={jobs} />
    </JobsContext>
  );
}

function Shown({
  view,
  jobs,
}: {
  readonly view: TrainingView;
  readonly jobs: readonly TrainingJobSummary[];
}) {
  if (view.kind === 'sweep') return <SweepPage key={view.key} sweepKey={view.key} />;
  if (view.kind === 'compare') return <CompareJobs keys={view.keys} />;
  if (jobs.length === 0) return <EmptyTraining />;
  const key = view.kind === 'job' ? view.key : view.kind === 'latest' ? firstJob(jobs)?.key : undefined;
  if (key === undefined) return <JobList jobs={jobs} />;
  return <JobPage key={key} jobKey={key} />;
}
