import { OctagonAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import {
  isLiveJob,
  type JobKey,
  type TrainingJob,
  type TrainingJobSummary,
} from '../../core/training/training-job.ts';
import { useRoom } from '../app/window-size.ts';
import { useCommandAction } from '../commands/registry.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { CheckpointSays } from './CheckpointSays.tsx';
import type { Overlay } from './chart/LossChart.tsx';
import { chosenOverlays } from './choose-overlays.ts';
import { EnvironmentPanel } from './EnvironmentPanel.tsx';
import { useCurves, useEnvironment, useEvaluations, useJob } from './follow-jobs.ts';
import { JobHeader } from './JobHeader.tsx';
import { JobSide } from './JobSide.tsx';
import { goOnWithJob, pauseJob, saveCheckpoint } from './job-actions.ts';
import { jobName } from './job-name.ts';
import { jobAbilities } from './job-status.ts';
import { useAllJobs } from './jobs-context.ts';
import { type KnownCurve, NO_CURVE } from './known-curve.ts';
import { LossCard } from './LossCard.tsx';
import { heldOutOf } from './read-curves.ts';
import { SmallCharts } from './SmallCharts.tsx';
import { StageStrip } from './StageStrip.tsx';
import { rangeOf, type ShownRange } from './shown-range.ts';
import { showJobs, useTrainingView } from './training-view.ts';
import { useJobAnnouncer } from './use-job-announcer.ts';
import { Waiting } from './Waiting.tsx';

/** One job, live. */
export function JobPage({ jobKey }: { readonly jobKey: JobKey }) {
  const { value: job, error } = useJob(jobKey);
  if (job) return <Loaded job={job} />;
  if (error)
    return (
      <EmptyState
        text={`${error.message} ${error.remedy ?? ''}`}
        actions={<Button onClick={showJobs}>{TRAINING_TEXTS.allJobs}</Button>}
      />
    );
  return <Waiting text={TRAINING_TEXTS.loadingJob} />;
}

function Loaded({ job }: { readonly job: TrainingJob }) {
  const jobs = useAllJobs();
  const { overlays: chosen } = useTrainingView();
  const environment = useEnvironment().value;
  const [shown, setShown] = useState<ShownRange>('all');
  const isWide = useRoom().palette;
  const behind = chosenOverlays(jobs, job, chosen);
  const curves = useCurves(
    [job, ...behind].map((one) => ({ key: one.key, mark: `${one.step} ${one.state}` })),
  );
  const curve = curves.get(job.key) ?? NO_CURVE;
  const overlays = useOverlays(behind, curves);
  const evaluations = useEvaluations(
    job.key,
    `${job.heldOutLoss ?? ''} ${job.checkpoints.length} ${job.state}`,
  );
  const heldOut = useMemo(() => heldOutOf(evaluations), [evaluations]);
  const last = curve.points.at(-1)?.step ?? 0;
  const goesOn = isLiveJob(job.state) || job.state === 'stopped';
  const range = rangeOf(shown, last, rangeOf('all', last, goesOn ? job.steps : undefined)[1]);
  useJobCommands(job);
  useJobAnnouncer(job);
  const side = <JobSide job={job} curve={curve} evaluations={evaluations} />;
  const limitBytes =
    environment?.state === 'ready'
      ? environment.devices.find(({ name, kind }) => [name, kind].includes(job.plan?.device ?? ''))
          ?.memoryBytes
      : undefined;
  return (
    <div data-region="main" className="flex h-full min-w-0 bg-bg-1">
      <div className="flex min-w-0 flex-1 flex-col gap-3 overflow-auto p-5">
        <JobHeader job={job} />
        {environment && environment.state !== 'ready' && !isLiveJob(job.state) && (
          <EnvironmentPanel environment={environment} />
        )}
        <Failure job={job} />
        <StageStrip job={job} />
        <LossCard
          job={job}
          curve={curve}
          overlays={overlays}
          heldOut={heldOut}
          shown={shown}
          onShown={setShown}
        />
        {curve.points.length > 0 && (
          <SmallCharts job={job} points={curve.points} range={range} limitBytes={limitBytes} />
        )}
        <CheckpointSays job={job} evaluations={evaluations} />
        {!isWide && <div className="rounded-6 border border-line bg-bg-2">{side}</div>}
      </div>
      {isWide && (
        <aside
          aria-label={TRAINING_TEXTS.side}
          className="w-80 shrink-0 overflow-auto border-line border-l bg-bg-2"
        >
          {side}
        </aside>
      )}
    </div>
  );
}

/** The curves of other jobs that are there, with their names; the same list while neither changes. */
function useOverlays(
  jobs: readonly TrainingJobSummary[],
  curves: ReadonlyMap<JobKey, KnownCurve>,
): readonly Overlay[] {
  const names = JSON.stringify(jobs.map((job) => [job.key, jobName(job)]));
  return useMemo(
    () =>
      (JSON.parse(names) as [JobKey, string][]).flatMap(([key, label]) => {
        const points = curves.get(key)?.points ?? [];
        return points.length > 0 ? [{ key, label, points }] : [];
      }),
    [names, curves],
  );
}

/** Why a job failed or ended, what to do, and the way on. */
function Failure({ job }: { readonly job: TrainingJob }) {
  const { error } = job;
  if (!error || isLiveJob(job.state)) return null;
  const texts = TRAINING_TEXTS.failed;
  return (
    <section
      aria-label={texts.title}
      className="flex gap-2 rounded-6 border border-err-fill bg-err-soft p-3"
      data-testid="job-failure"
    >
      <OctagonAlert size={16} strokeWidth={1.75} className="mt-0.5 shrink-0 text-err" aria-hidden />
      <div className="min-w-0 flex-1 text-12">
        <h2 className="font-semibold">{job.state === 'ended' ? texts.ended : texts.title}</h2>
        <p className="break-words">{error.message}</p>
        {error.remedy !== undefined && <p className="break-words text-tx-2">{error.remedy}</p>}
        <p className="mono mt-1 text-tx-3">{texts.code(job.trainerCode ?? error.code)}</p>
      </div>
    </section>
  );
}

/** What the keys and the list of commands do while this job is on the screen. */
function useJobCommands(job: TrainingJob): void {
  const can = jobAbilities(job);
  const toggle = can.pause ? () => pauseJob(job.key) : can.goOn ? () => goOnWithJob(job.key) : undefined;
  const save = can.saveCheckpoint ? () => saveCheckpoint(job.key) : undefined;
  const [acts, setActs] = useState({ toggle, save });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions are others each time; what they do follows from these
  useEffect(() => setActs({ toggle, save }), [job.key, can.pause, can.goOn, can.saveCheckpoint]);
  useCommandAction('training.pause', acts.toggle);
  useCommandAction('training.save', acts.save);
  useCommandAction('training.jobs', showJobs);
}
