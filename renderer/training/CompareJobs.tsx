import { useQueries } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { JsonObject } from '../../core/json.ts';
import type { JobEvaluations, JobKey, TrainingJob } from '../../core/training/training-job.ts';
import { formatCount, formatElapsed } from '../format.ts';
import { Thumbnail } from '../light-table/Picture.tsx';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { api } from '../rpc/queries.ts';
import { Card } from '../runs/Section.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { LossChart } from './chart/LossChart.tsx';
import { LossLegend } from './chart/LossLegend.tsx';
import { differingSettings } from './compare-specs.ts';
import { useCurves } from './follow-jobs.ts';
import { formatLoss } from './format-training.ts';
import { jobName } from './job-name.ts';
import { useAllJobs } from './jobs-context.ts';
import { NO_CURVE } from './known-curve.ts';
import { stateText } from './present-job.ts';
import { rangeOf, type ShownRange } from './shown-range.ts';
import { specText } from './spec-text.ts';
import { MOST_OVERLAYS, openJob, showJobs, useTraining } from './training-view.ts';
import { Waiting } from './Waiting.tsx';

const TEXTS = TRAINING_TEXTS.compare;
const NO_MARKS = { heldOut: [], checkpoints: [], warnings: [] };

/** Several jobs beside each other: their curves, what came of them, what was set differently, what they say at the end. */
export function CompareJobs({ keys }: { readonly keys: readonly JobKey[] }) {
  const lines = useAllJobs();
  const stateOf = (key: JobKey) => {
    const line = lines.find((one) => one.key === key);
    return line ? `${line.step} ${line.state}` : '';
  };
  const answers = useQueries({
    queries: keys.map((key) => {
      const options = api.training.jobs.get.queryOptions({ input: { key } });
      return {
        ...options,
        queryKey: [...options.queryKey, stateOf(key)] as unknown as typeof options.queryKey,
      };
    }),
  });
  const evaluations = useQueries({
    queries: keys.map((key) => {
      const options = api.training.jobs.evaluations.queryOptions({ input: { key } });
      return {
        ...options,
        queryKey: [...options.queryKey, stateOf(key)] as unknown as typeof options.queryKey,
      };
    }),
  });
  const jobs = answers.flatMap(({ data }) => (data ? [data] : []));
  const curves = useCurves(keys.slice(0, MOST_OVERLAYS + 1).map((key) => ({ key, mark: stateOf(key) })));
  if (answers.some(({ error }) => error))
    return <EmptyState text={TEXTS.gone} actions={<Button onClick={showJobs}>{TEXTS.back}</Button>} />;
  if (jobs.length < keys.length) return <Waiting text={TRAINING_TEXTS.loadingJob} />;
  return (
    <div data-region="main" className="flex h-full min-w-0 flex-col gap-3 overflow-auto bg-bg-1 p-5">
      <header className="flex items-center gap-3">
        <IconButton icon={ArrowLeft} label={TEXTS.back} onClick={showJobs} />
        <h1 className="font-semibold text-20">{TEXTS.title(jobs.length)}</h1>
      </header>
      <Results jobs={jobs} />
      <Curves jobs={jobs.slice(0, MOST_OVERLAYS + 1)} curves={curves} />
      <LastWords jobs={jobs} evaluations={evaluations.map(({ data }) => data)} />
    </div>
  );
}

/** One row a job, with a column for each setting that is not the same in all of them: the table of a sweep. */
function Results({ jobs }: { readonly jobs: readonly TrainingJob[] }) {
  const settings = differingSettings(jobs.map(({ spec }) => spec as unknown as JsonObject));
  const lowest = Math.min(...jobs.map(({ heldOutLoss }) => heldOutLoss ?? Number.POSITIVE_INFINITY));
  return (
    <Card title={TEXTS.results} hint={settings.length === 0 ? TEXTS.sameSettings : undefined}>
      <div className="overflow-x-auto">
        <table className="w-full text-12">
          <thead>
            <tr className="h-7 border-line border-t text-11 text-tx-3">
              <th scope="col" className="px-3 text-left font-medium">
                {TEXTS.job}
              </th>
              {settings.map(({ name }) => (
                <th key={name} scope="col" title={name} className="mono px-3 text-right font-medium">
                  {name.slice(name.lastIndexOf('.') + 1)}
                </th>
              ))}
              {[
                TRAINING_TEXTS.list.columns.state,
                TRAINING_TEXTS.list.columns.steps,
                TRAINING_TEXTS.list.columns.loss,
                TRAINING_TEXTS.list.columns.heldOut,
                TEXTS.wall,
              ].map((title) => (
                <th key={title} scope="col" className="whitespace-nowrap px-3 text-right font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {jobs.map((job, index) => (
              <tr key={job.key} className="h-8 border-line border-t" data-testid="compared-job">
                <th scope="row" className="max-w-64 px-3 text-left font-normal">
                  <button
                    type="button"
                    className="max-w-full truncate text-accent-tx hover:underline"
                    onClick={() => openJob(job.key)}
                  >
                    {jobName(job)}
                  </button>
                </th>
                {settings.map(({ name, values }) => (
                  <td key={name} className="mono max-w-48 truncate px-3 text-right">
                    {specText(name, values[index])}
                  </td>
                ))}
                <td className="whitespace-nowrap px-3 text-right">{stateText(job)}</td>
                <td className="mono px-3 text-right">{formatCount(job.step)}</td>
                <td className="mono px-3 text-right">
                  {job.loss === undefined ? '–' : formatLoss(job.loss)}
                </td>
                <td
                  className={`mono px-3 text-right ${job.heldOutLoss === lowest ? 'font-medium text-ok' : ''}`}
                  title={job.heldOutLoss === lowest ? TEXTS.best : undefined}
                >
                  {job.heldOutLoss === undefined ? '–' : formatLoss(job.heldOutLoss)}
                </td>
                <td className="mono whitespace-nowrap px-3 text-right">
                  {formatElapsed(Math.max(job.changedAt, job.last?.at ?? 0) - job.startedAt)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Curves({
  jobs,
  curves,
}: {
  readonly jobs: readonly TrainingJob[];
  readonly curves: ReturnType<typeof useCurves>;
}) {
  const { smoothing, scale } = useTraining();
  const [shown, setShown] = useState<ShownRange>('all');
  const [first, ...others] = jobs;
  const names = JSON.stringify(others.map((job) => [job.key, jobName(job)]));
  const overlays = useMemo(
    () =>
      (JSON.parse(names) as [JobKey, string][]).map(([key, label]) => ({
        key,
        label,
        points: curves.get(key)?.points ?? [],
      })),
    [names, curves],
  );
  const points = (first && curves.get(first.key)?.points) ?? NO_CURVE.points;
  const last = Math.max(points.at(-1)?.step ?? 0, ...overlays.map((one) => one.points.at(-1)?.step ?? 0));
  return (
    <Card
      title={TEXTS.curves}
      hint={TEXTS.curvesHint}
      end={
        shown !== 'all' && (
          <Button size="small" kind="quiet" onClick={() => setShown('all')}>
            {TRAINING_TEXTS.loss.showAll}
          </Button>
        )
      }
    >
      <div className="px-3">
        <LossLegend
          {...(first && { own: jobName(first) })}
          overlays={overlays}
          hasHeldOut={false}
          warnings={0}
        />
      </div>
      <LossChart
        points={points}
        overlays={overlays}
        marks={NO_MARKS}
        smoothing={smoothing}
        log={scale === 'log'}
        range={rangeOf(shown, last, undefined)}
        height={280}
        onRange={setShown}
      />
    </Card>
  );
}

/** The last caption of each job for the images that all of them have pinned. */
function LastWords({
  jobs,
  evaluations,
}: {
  readonly jobs: readonly TrainingJob[];
  readonly evaluations: readonly (JobEvaluations | undefined)[];
}) {
  const [first] = evaluations;
  const shared = (first?.pinned ?? []).filter(({ hash }) =>
    evaluations.every((one) => one?.pinned.some((pinned) => pinned.hash === hash)),
  );
  return (
    <Card title={TEXTS.captions} hint={shared.length === 0 ? TEXTS.noCaptions : undefined}>
      {shared.map(({ hash, reference }) => (
        <div key={hash} className="flex gap-3 border-line border-t p-3">
          <Thumbnail hash={hash} className="h-28 w-32 shrink-0 rounded-4" />
          <dl className="grid min-w-0 flex-1 grid-cols-[repeat(auto-fit,minmax(200px,1fr))] gap-3">
            <Words name={TRAINING_TEXTS.says.teacher} text={reference} />
            {jobs.map((job, index) => (
              <Words key={job.key} name={jobName(job)} text={lastWords(evaluations[index], hash)} />
            ))}
          </dl>
        </div>
      ))}
    </Card>
  );
}

function Words({ name, text }: { readonly name: string; readonly text: string | undefined }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-11 text-tx-3">{name}</dt>
      <dd className="whitespace-pre-wrap break-words text-13 leading-[21px]">
        {text || TRAINING_TEXTS.says.notYet}
      </dd>
    </div>
  );
}

function lastWords(evaluations: JobEvaluations | undefined, hash: string): string | undefined {
  return evaluations?.evaluations
    .findLast(({ captions }) => captions.some((caption) => caption.hash === hash))
    ?.captions.find((caption) => caption.hash === hash)?.text;
}
