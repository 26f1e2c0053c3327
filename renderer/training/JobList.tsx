import { clsx } from 'clsx';
import { GitCompare } from 'lucide-react';
import type { TrainingJobSummary } from '../../core/training/training-job.ts';
import { formatCount, formatTimeLeft, formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox } from '../parts/Checkbox.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { EnvironmentPanel } from './EnvironmentPanel.tsx';
import { useEnvironment } from './follow-jobs.ts';
import { formatLoss } from './format-training.ts';
import { jobName } from './job-name.ts';
import { jobShare, jobStatus } from './job-status.ts';
import { stateText } from './present-job.ts';
import { SweepList } from './sweep/SweepList.tsx';
import { chooseJob, clearChosen, compareJobs, openJob, useTrainingView } from './training-view.ts';

const TEXTS = TRAINING_TEXTS.list;
const NUMBERS: ReadonlySet<string> = new Set(['steps', 'loss', 'heldOut']);

/** All jobs, those that wait for a device among them; chosen ones can be compared. Under it the trainer's environment. */
export function JobList({ jobs }: { readonly jobs: readonly TrainingJobSummary[] }) {
  const { chosen } = useTrainingView();
  const environment = useEnvironment().value;
  const compared = jobs.filter(({ key }) => chosen.includes(key)).map(({ key }) => key);
  return (
    <div data-region="main" className="flex h-full min-w-0 flex-col bg-bg-1">
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-5">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <h1 className="font-semibold text-20">{TEXTS.title}</h1>
          <p className="text-12 text-tx-3">{TRAINING_TEXTS.count(jobs.length)}</p>
          <p className="ml-auto text-12 text-tx-3">{TEXTS.chooseTwo}</p>
        </div>
        <div className="shrink-0 overflow-x-auto rounded-6 border border-line bg-bg-2">
          <table className="w-full text-12">
            <thead>
              <tr className="h-7 text-11 text-tx-3">
                {Object.entries(TEXTS.columns).map(([name, title]) => (
                  <th
                    key={name}
                    scope="col"
                    className={clsx(
                      'whitespace-nowrap px-3 font-medium',
                      NUMBERS.has(name) ? 'text-right' : 'text-left',
                    )}
                  >
                    {name === 'choose' ? <span className="sr-only">{title}</span> : title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <JobRow key={job.key} job={job} isChosen={chosen.includes(job.key)} />
              ))}
            </tbody>
          </table>
        </div>
        <SweepList />
        {environment && <EnvironmentPanel environment={environment} />}
      </div>
      {compared.length > 0 && (
        <div className="flex h-12 shrink-0 items-center gap-2 border-line border-t bg-bg-2 px-5">
          <p className="text-12">{TEXTS.chosen(compared.length)}</p>
          <Button kind="quiet" onClick={clearChosen}>
            {TEXTS.clear}
          </Button>
          <Button
            kind="main"
            className="ml-auto"
            icon={GitCompare}
            disabled={compared.length < 2}
            onClick={() => compareJobs(compared)}
          >
            {TEXTS.compare}
          </Button>
        </div>
      )}
    </div>
  );
}

function JobRow({ job, isChosen }: { readonly job: TrainingJobSummary; readonly isChosen: boolean }) {
  const name = jobName(job);
  const share = jobShare(job);
  return (
    <tr
      data-testid="job-row"
      className={clsx(
        'relative h-9 border-line border-t hover:bg-bg-4',
        isChosen && 'bg-accent-soft shadow-[inset_2px_0_0_var(--accent-line)]',
      )}
    >
      <td className="w-8 px-3">
        <span className="relative z-1">
          <Checkbox
            checked={isChosen}
            onChecked={(next) => chooseJob(job.key, next)}
            label={TEXTS.choose(name)}
          />
        </span>
      </td>
      <td className="max-w-72 px-3">
        <button
          type="button"
          aria-label={TEXTS.open(name)}
          onClick={() => openJob(job.key)}
          className="block max-w-full truncate text-left font-medium after:absolute after:inset-0"
        >
          {name}
        </button>
      </td>
      <td className="px-3">
        <span className="flex items-center gap-1.5 whitespace-nowrap">
          <StatusIcon status={jobStatus(job.state)} size={14} />
          {stateText(job)}
        </span>
      </td>
      <td className="whitespace-nowrap px-3">{TRAINING_TEXTS.recipes[job.recipe]}</td>
      <td className="mono max-w-40 truncate px-3" title={job.device}>
        {job.device ?? ''}
      </td>
      <td className="px-3 text-right">
        <span className="mono whitespace-nowrap">
          {job.steps === undefined ? formatCount(job.step) : TRAINING_TEXTS.stages.of(job.step, job.steps)}
        </span>
        {share !== undefined && share < 1 && (
          <span aria-hidden className="mt-0.5 block h-[3px] overflow-hidden rounded-full bg-track">
            <span className="block h-full bg-accent-line" style={{ width: `${share * 100}%` }} />
          </span>
        )}
      </td>
      <td className="mono px-3 text-right">{job.loss === undefined ? '' : formatLoss(job.loss)}</td>
      <td className="mono px-3 text-right">
        {job.heldOutLoss === undefined ? '' : formatLoss(job.heldOutLoss)}
      </td>
      <td className="mono whitespace-nowrap px-3" title={new Date(job.changedAt).toISOString()}>
        {job.etaSeconds === undefined
          ? formatWhen(job.changedAt)
          : TRAINING_TEXTS.header.left(formatTimeLeft(job.etaSeconds))}
      </td>
    </tr>
  );
}
