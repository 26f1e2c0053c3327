import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { Forecast } from '../../core/forecast.ts';
import type { RunProgress } from '../../core/run.ts';
import { resumeRun, stopRun } from '../app/run-control.ts';
import { sumRun } from '../app/sum-run.ts';
import { formatCap } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { FORECAST_TEXTS } from '../texts/forecast.ts';
import { TEXTS } from '../texts.ts';
import { ForecastView } from './ForecastView.tsx';
import { closeForecast, runAll, tryOut, useForecast } from './forecast-state.ts';
import { mostSpent, suggestCap } from './present-forecast.ts';
import { type TrialChoice, TrialForm } from './TrialForm.tsx';

const FIRST_CHOICE: TrialChoice = { samples: 50, spendUsd: null };

/** Tries a part of the samples, shows what all of them will take, and runs them. */
export function ForecastDialog() {
  const run = useProject((state) => state.run);
  const revision = useProject((state) => state.flowRevision);
  const { trial, editing } = useForecast();
  const latest = useQuery(api.forecast.latest.queryOptions({ input: {} }));
  const { refetch } = latest;
  // A trial that has ended, or a flow that was changed: what is shown may no longer be the latest.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when to ask again
  useEffect(() => void refetch(), [refetch, run?.id, run?.state, revision]);
  const forecast = latest.data ?? undefined;
  const active = isRunActive(run) ? run : undefined;
  if (active)
    return active.limit === undefined ? <WholeRunUnderWay run={active} /> : <TrialUnderWay run={active} />;
  const ended = run !== null && run.id === trial && run.state !== 'done' ? run : undefined;
  if (forecast === undefined || editing) return <TrialStart ended={ended} waiting={latest.isLoading} />;
  return <Forecasted forecast={forecast} />;
}

function Frame({
  footer,
  bare = false,
  children,
}: {
  readonly footer: ReactNode;
  readonly bare?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Dialog open onClose={closeForecast} title={FORECAST_TEXTS.title} width={720} bare={bare} footer={footer}>
      {children}
    </Dialog>
  );
}

function TrialStart({
  ended,
  waiting,
}: {
  readonly ended: RunProgress | undefined;
  readonly waiting: boolean;
}) {
  const [choice, setChoice] = useState(FIRST_CHOICE);
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { samples, spendUsd } = choice;
  const start = () => {
    if (samples === undefined || spendUsd === undefined) return;
    setStarting(true);
    setProblem(undefined);
    tryOut(samples, spendUsd ?? undefined)
      .catch((thrown: unknown) => {
        const { message, remedy } = errorRecord(thrown);
        setProblem(remedy === undefined ? message : `${message} ${remedy}`);
      })
      .finally(() => setStarting(false));
  };
  if (waiting) return <Frame footer={null}>{null}</Frame>;
  return (
    <Frame
      footer={
        <>
          <Button onClick={closeForecast}>{TEXTS.cancel}</Button>
          <Button
            kind="main"
            disabled={samples === undefined || spendUsd === undefined || starting}
            onClick={start}
          >
            {FORECAST_TEXTS.tryOut(samples ?? 0)}
          </Button>
        </>
      }
    >
      <p className="mb-4 text-12 text-tx-2">{FORECAST_TEXTS.description}</p>
      {ended && <Notice>{endOf(ended)}</Notice>}
      <TrialForm choice={choice} onChoice={setChoice} />
      {problem !== undefined && (
        <p role="alert" className="mt-4 rounded-4 bg-err-soft p-3 text-12 text-err">
          {problem}
        </p>
      )}
    </Frame>
  );
}

function endOf({ state, reason }: RunProgress): string {
  if (state === 'stopped') return FORECAST_TEXTS.stopped;
  const remedy = reason?.remedy ? ` ${reason.remedy}` : '';
  return reason ? `${FORECAST_TEXTS.failed}: ${reason.message}${remedy}` : FORECAST_TEXTS.failed;
}

function Notice({ children }: { readonly children: ReactNode }) {
  return <p className="mb-4 rounded-4 bg-warn-soft p-3 text-12 text-warn">{children}</p>;
}

function TrialUnderWay({ run }: { readonly run: RunProgress }) {
  const { done, total } = sumRun(run);
  const all = Math.max(total, run.limit ?? 0);
  const paused = run.state === 'paused';
  return (
    <Frame
      footer={
        <>
          <Button onClick={() => void stopRun()}>{FORECAST_TEXTS.stop}</Button>
          {paused && (
            <Button kind="main" onClick={() => void resumeRun()}>
              {FORECAST_TEXTS.resume}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3 py-4">
        {paused && run.reason && (
          <Notice>
            {run.reason.message} {run.reason.remedy}
          </Notice>
        )}
        <div className="flex items-center gap-2 text-12">
          {!paused && <Spinner />}
          <span className="font-medium">{FORECAST_TEXTS.trying(done, all)}</span>
          <span className="mono ml-auto text-tx-2">{FORECAST_TEXTS.spentSoFar(spentIn(run))}</span>
        </div>
        <div
          role="progressbar"
          aria-label={FORECAST_TEXTS.trying(done, all)}
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={done}
          className="h-1.5 overflow-hidden rounded-full bg-track"
        >
          <div
            className="h-full bg-accent-line"
            style={{ width: `${all === 0 ? 0 : (100 * done) / all}%` }}
          />
        </div>
      </div>
    </Frame>
  );
}

function spentIn(run: RunProgress): number {
  return run.nodes.reduce((sum, { spendUsd }) => sum + spendUsd, 0);
}

/** A run of everything needs no trial: what it has done says the same. */
function WholeRunUnderWay({ run }: { readonly run: RunProgress }) {
  const soFar = useQuery({
    ...api.forecast.underWay.queryOptions(),
    queryKey: [...api.forecast.underWay.key(), run.id],
    queryFn: () => engine().forecast.underWay(),
    enabled: false,
  });
  const forecast = soFar.data;
  return (
    <Frame
      bare={forecast !== undefined}
      footer={
        <Button disabled={soFar.isFetching} onClick={() => void soFar.refetch()}>
          {forecast === undefined ? FORECAST_TEXTS.soFar : FORECAST_TEXTS.soFarAgain}
        </Button>
      }
    >
      {forecast === undefined ? (
        <p className="text-12 text-tx-2">{FORECAST_TEXTS.busy}</p>
      ) : forecast.tried === 0 ? (
        <p className="p-4 text-12 text-tx-2">{FORECAST_TEXTS.tooEarly}</p>
      ) : (
        <ForecastView forecast={forecast} />
      )}
    </Frame>
  );
}

function Forecasted({ forecast }: { readonly forecast: Forecast }) {
  const project = useProject((state) => state.project);
  const spent = project?.spendUsd ?? 0;
  const cap = project?.capUsd;
  const suggested = suggestCap(spent, forecast);
  const needed = mostSpent(spent, forecast);
  const short = cap !== undefined && needed > cap;
  return (
    <Frame
      bare
      footer={
        <>
          {short && (
            <p className="mr-auto self-center text-12 text-warn">{FORECAST_TEXTS.capTooLow(cap, needed)}</p>
          )}
          <Button kind="quiet" onClick={() => useForecast.setState({ editing: true })}>
            {FORECAST_TEXTS.tryMore}
          </Button>
          {suggested !== undefined && suggested !== cap && (
            <Button onClick={() => void runAll(suggested)}>{FORECAST_TEXTS.runAllCapped(suggested)}</Button>
          )}
          <Button
            kind="main"
            onClick={() => void runAll()}
            title={cap === undefined ? undefined : formatCap(cap)}
          >
            {FORECAST_TEXTS.runAll}
          </Button>
        </>
      }
    >
      <ForecastView forecast={forecast} />
    </Frame>
  );
}
