import { ChartSpline, Layers, Table, TriangleAlert, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { isLiveJob, type TrainingJob } from '../../core/training/training-job.ts';
import { useCommandAction } from '../commands/registry.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Select } from '../parts/Select.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { CurveTable } from './CurveTable.tsx';
import { Crosshair } from './chart/Crosshair.tsx';
import { readAt, useCrosshair } from './chart/crosshair-state.ts';
import { LossChart, type Overlay } from './chart/LossChart.tsx';
import { LossLegend } from './chart/LossLegend.tsx';
import type { LossMarks } from './chart/loss-marks.ts';
import { lossSeries, nearestPlace } from './chart/loss-series.ts';
import type { KnownCurve } from './known-curve.ts';
import { OverlayMenu } from './OverlayMenu.tsx';
import { readCurves } from './read-curves.ts';
import { rangeOf, type ShownRange, zoomed } from './shown-range.ts';
import { MOST_SMOOTHING, useTraining } from './training-view.ts';

const TEXTS = TRAINING_TEXTS.loss;
const HEIGHT = 340;

/** The loss of a job, live: as a chart that is read by mouse or keys, or as a table. */
export function LossCard({
  job,
  curve,
  overlays,
  heldOut,
  shown,
  onShown,
}: {
  readonly job: TrainingJob;
  readonly curve: KnownCurve;
  readonly overlays: readonly Overlay[];
  readonly heldOut: LossMarks['heldOut'];
  readonly shown: ShownRange;
  readonly onShown: (shown: ShownRange) => void;
}) {
  const { smoothing, scale } = useTraining();
  const [asTable, setAsTable] = useState(false);
  useCommandAction('training.table', () => setAsTable((before) => !before));
  const { points, stride } = curve;
  const last = points.at(-1)?.step ?? 0;
  const isLive = isLiveJob(job.state);
  const end = rangeOf('all', last, isLive || job.state === 'stopped' ? job.steps : undefined)[1];
  const range = rangeOf(shown, last, end);
  const marks = useMemo(
    (): LossMarks => ({
      heldOut,
      checkpoints: job.checkpoints.map(({ step }) => step),
      warnings: job.warningList.flatMap(({ step }) => (step === undefined ? [] : [step])),
    }),
    [heldOut, job.checkpoints, job.warningList],
  );
  return (
    <section aria-label={TEXTS.title} className="rounded-6 border border-line bg-bg-2">
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
        <h2 className="font-semibold text-12">{TEXTS.title}</h2>
        <LossLegend overlays={overlays} hasHeldOut={heldOut.length > 0} warnings={marks.warnings.length} />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <OverlayMenu job={job} icon={Layers} />
          <Select
            label={TEXTS.range}
            className="w-28"
            value={typeof shown === 'string' ? shown : 'zoomed'}
            options={(typeof shown === 'string'
              ? (['all', 'half', 'tenth'] as const)
              : (['all', 'half', 'tenth', 'zoomed'] as const)
            ).map((value) => ({ value, label: TEXTS.ranges[value] }))}
            onValue={(value) => {
              if (value !== 'zoomed') onShown(value as ShownRange);
            }}
          />
          <IconButton
            icon={ZoomIn}
            label={TEXTS.zoomIn}
            onClick={() => onShown(zoomed(range, 0.5, undefined, end))}
          />
          <IconButton
            icon={ZoomOut}
            label={TEXTS.zoomOut}
            disabled={shown === 'all'}
            onClick={() => onShown(widened(range, end))}
          />
          <span className="flex items-center gap-1.5 text-12 text-tx-2" title={TEXTS.smoothingHint}>
            {TEXTS.smoothing}
            <NumberField
              className="w-20"
              label={TEXTS.smoothing}
              value={smoothing}
              step={0.01}
              min={0}
              max={MOST_SMOOTHING}
              onValue={(value) => {
                if (typeof value === 'number')
                  useTraining.setState({ smoothing: Math.min(MOST_SMOOTHING, Math.max(0, value)) });
              }}
            />
          </span>
          <Segmented
            label={TEXTS.scale}
            value={scale}
            segments={[
              { value: 'linear', label: TEXTS.linear },
              { value: 'log', label: TEXTS.log },
            ]}
            onValue={(value) => useTraining.setState({ scale: value === 'log' ? 'log' : 'linear' })}
          />
          <IconButton
            icon={asTable ? ChartSpline : Table}
            label={asTable ? TEXTS.chart : TEXTS.table}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
        </div>
      </div>
      {asTable ? (
        <CurveTable points={points} range={range} smoothing={smoothing} heldOut={heldOut} />
      ) : points.length === 0 ? (
        <NoSteps job={job} />
      ) : (
        <ReadableChart
          job={job}
          points={points}
          overlays={overlays}
          marks={marks}
          range={range}
          end={end}
          onShown={onShown}
        />
      )}
      {stride > 1 && <p className="px-3 pb-2 text-11 text-tx-3">{TEXTS.each(stride)}</p>}
    </section>
  );
}

function widened(range: readonly [number, number], end: number): ShownRange {
  const [from, to] = zoomed(range, 2, undefined, end);
  return from <= 0 && to >= end ? 'all' : [from, to];
}

function NoSteps({ job }: { readonly job: TrainingJob }) {
  const isLive = isLiveJob(job.state);
  return (
    <div
      style={{ height: HEIGHT }}
      className="flex flex-col items-center justify-center gap-1 text-center text-12 text-tx-2"
    >
      <p>{isLive ? TEXTS.waiting : TEXTS.none}</p>
      {job.detail !== undefined && isLive && <p className="mono text-tx-3">{job.detail}</p>}
    </div>
  );
}

function ReadableChart({
  job,
  points,
  overlays,
  marks,
  range,
  end,
  onShown,
}: {
  readonly job: TrainingJob;
  readonly points: KnownCurve['points'];
  readonly overlays: readonly Overlay[];
  readonly marks: LossMarks;
  readonly range: readonly [number, number];
  readonly end: number;
  readonly onShown: (shown: ShownRange) => void;
}) {
  const { smoothing, scale } = useTraining();
  const step = useCrosshair((state) => state.step);
  const series = useMemo(() => lossSeries(points, smoothing), [points, smoothing]);
  const behind = useMemo(
    () => overlays.map(({ label, points: theirs }) => ({ label, series: lossSeries(theirs, smoothing) })),
    [overlays, smoothing],
  );
  const reading =
    step === undefined
      ? undefined
      : readCurves(step, points, series, behind, marks.heldOut, marks.checkpoints);
  const latest = readCurves(points.at(-1)?.step ?? 0, points, series, [], marks.heldOut, marks.checkpoints);
  const said = reading ?? latest;
  const onKeyDown = (event: KeyboardEvent) => {
    const from = nearestPlace(series.steps, step ?? range[1]);
    const visible = series.steps.filter((one) => one >= range[0] && one <= range[1]).length;
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: visible / 10, PageDown: -visible / 10 }[event.key];
    const to = { Home: nearestPlace(series.steps, range[0]), End: nearestPlace(series.steps, range[1]) }[
      event.key
    ];
    if (by !== undefined || to !== undefined) {
      const many = event.shiftKey ? 10 : 1;
      const place = to ?? Math.max(0, Math.min(series.steps.length - 1, Math.round(from + (by ?? 0) * many)));
      readAt(series.steps[place], true);
    } else if (event.key === '+' || event.key === '=') onShown(zoomed(range, 0.5, step, end));
    else if (event.key === '-') onShown(widened(range, end));
    else if (event.key === '0') onShown('all');
    else if (event.key === 'Escape') readAt(undefined, true);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={TEXTS.reader}
      aria-description={TEXTS.readerHint}
      aria-valuemin={range[0]}
      aria-valuemax={Math.max(range[1], 1)}
      aria-valuenow={said?.step ?? range[0]}
      aria-valuetext={
        said && `${said.title}: ${said.values.map(([name, value]) => `${name} ${value}`).join(', ')}`
      }
      data-testid="loss-chart"
      data-points={points.length}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onShown('all')}
      onBlur={() => readAt(undefined, true)}
      className="relative m-1 rounded-4"
    >
      <LossChart
        points={points}
        overlays={overlays}
        marks={marks}
        smoothing={smoothing}
        log={scale === 'log'}
        range={range}
        height={HEIGHT}
        onRange={onShown}
      />
      {reading && reading.step >= range[0] && reading.step <= range[1] && (
        <Crosshair reading={reading} range={range} />
      )}
      {job.warnings > 0 && marks.warnings.length === 0 && (
        <span className="absolute right-6 bottom-8 flex items-center gap-1 text-11 text-warn">
          <TriangleAlert size={12} strokeWidth={1.75} aria-hidden />
          {TRAINING_TEXTS.log.warnings(job.warnings)}
        </span>
      )}
    </div>
  );
}
