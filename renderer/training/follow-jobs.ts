import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import type {
  JobEvaluations,
  JobKey,
  TrainingJob,
  TrainingJobSummary,
} from '../../core/training/training-job.ts';
import { engine } from '../rpc/client.ts';
import { api } from '../rpc/queries.ts';
import { type Followed, useFollowed } from './follow.ts';
import { type KnownCurve, NO_CURVE, placeOf, takePage } from './known-curve.ts';

/** Points of a curve that are asked for: all that the engine keeps. */
const POINTS = 10_000;
const CURVE_MS = 500;

/** All jobs of the project, latest change first, live. */
export function useJobs(): Followed<readonly TrainingJobSummary[]> {
  return useFollowed('jobs', (signal) => engine().training.jobs.watchList(undefined, { signal }));
}

/** One job, live. */
export function useJob(key: JobKey): Followed<TrainingJob> {
  return useFollowed(`job ${key}`, (signal) => engine().training.jobs.watch({ key }, { signal }));
}

/** The trainer's environment, live. */
export function useEnvironment(): Followed<TrainerEnvironment> {
  return useFollowed('environment', (signal) => engine().training.environment.watch(undefined, { signal }));
}

const known = new Map<JobKey, KnownCurve>();
/** Jobs whose curves are kept in this window. */
const MOST_CURVES = 12;

function keep(key: JobKey, curve: KnownCurve): void {
  known.delete(key);
  known.set(key, curve);
  const [oldest] = known.keys();
  if (known.size > MOST_CURVES && oldest !== undefined) known.delete(oldest);
}

/** The curves of several jobs, by key. `mark` says how far a job is: where it changes, what is new is asked for. */
export function useCurves(
  jobs: readonly { readonly key: JobKey; readonly mark: string }[],
): ReadonlyMap<JobKey, KnownCurve> {
  const [curves, setCurves] = useState<ReadonlyMap<JobKey, KnownCurve>>(new Map());
  const wanted = JSON.stringify(jobs.map(({ key, mark }) => [key, mark]));
  // One question after the other, and what is answered is shown though the job has gone on: it may go on faster than answers come.
  const asked = useRef(Promise.resolve());
  useEffect(() => {
    let isOutdated = false;
    const fetchAll = async () => {
      if (isOutdated) return;
      const keys = (JSON.parse(wanted) as [JobKey, string][]).map(([key]) => key);
      const found = await Promise.all(keys.map(async (key) => [key, await fetchCurve(key)] as const));
      setCurves(new Map(found));
    };
    const ask = () => {
      // What could not be had comes with the next change of the job; that the connection is lost is said above the screen.
      asked.current = asked.current.then(fetchAll).catch(() => undefined);
    };
    const wait = CURVE_MS - (Date.now() - lastAsked);
    const timer = setTimeout(ask, Math.max(0, wait));
    return () => {
      isOutdated = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return curves;
}

let lastAsked = 0;

async function fetchCurve(key: JobKey): Promise<KnownCurve> {
  lastAsked = Date.now();
  const before = known.get(key) ?? NO_CURVE;
  const have = placeOf(before);
  const page = await engine().training.jobs.curve({ key, mostPoints: POINTS, ...(have && { have }) });
  const next = takePage(before, page);
  keep(key, next);
  return next;
}

/** Held-out losses and captions of a job; asked for again when `mark` changes. */
export function useEvaluations(key: JobKey, mark: string): JobEvaluations | undefined {
  const options = api.training.jobs.evaluations.queryOptions({ input: { key } });
  return useQuery({
    ...options,
    queryKey: [...options.queryKey, mark] as unknown as typeof options.queryKey,
    placeholderData: (before) => before,
  }).data;
}
