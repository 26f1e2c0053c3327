import { useMemo } from 'react';
import type { CurvePoint, TrainingJob } from '../../core/training/training-job.ts';
import { formatBytes, formatNumber, formatPercent } from '../format.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { Chart, type ChartSeries } from './chart/Chart.tsx';
import { useCrosshair } from './chart/crosshair-state.ts';
import { drawLimit } from './chart/draw-limit.ts';
import { nearestPlace } from './chart/loss-series.ts';
import { formatLearningRate, formatMeasure } from './format-training.ts';

const TEXTS = TRAINING_TEXTS.small;
const PARTS = ['vision', 'projector', 'language_model'] as const;
/** Told apart by their strokes as well as by their order. */
const PART_DASHES = [undefined, [5, 3], [2, 3]] as const;
const HEIGHT = 64;

interface SmallProps {
  readonly job: TrainingJob;
  readonly points: readonly CurvePoint[];
  readonly range: readonly [number, number];
  readonly limitBytes: number | undefined;
}

/** Learning rates, gradient norm, throughput and memory over the same steps as the loss, each with its value at the crosshair. */
export function SmallCharts({ job, points, range, limitBytes }: SmallProps) {
  const step = useCrosshair((state) => state.step);
  const steps = useMemo(() => points.map((point) => point.step), [points]);
  const read = points[step === undefined ? points.length - 1 : nearestPlace(steps, step)];
  const { optimizer } = job.spec;
  const { shown, ...columns } = useMemo(() => columnsOf(points), [points]);
  const common = { steps, range, height: HEIGHT, small: true } as const;
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(210px,1fr))] gap-2">
      <SmallCard
        title={TEXTS.learningRate}
        value={read && shown.map((part) => formatLearningRate(read.learningRate[part] ?? 0)).join(' · ')}
        note={
          shown.length > 1
            ? shown.map((part) => TEXTS.parts[part]).join(' · ')
            : TEXTS.schedule(optimizer.lr_scheduler, formatNumber(optimizer.warmup_ratio))
        }
      >
        <Chart
          {...common}
          columns={columns.rates}
          series={shown.map((_, index) => line(PART_DASHES[index]))}
          include={ZERO}
          format={formatLearningRate}
        />
      </SmallCard>
      <SmallCard
        title={TEXTS.gradNorm}
        value={read && formatMeasure(read.gradNorm)}
        note={TEXTS.clipped(formatNumber(optimizer.max_grad_norm))}
      >
        <Chart {...common} columns={columns.norm} series={PLAIN} include={ZERO} format={formatMeasure} />
      </SmallCard>
      <SmallCard
        title={TEXTS.throughput}
        value={read && formatMeasure(read.imagesPerSecond)}
        unit={TEXTS.imagesPerSecond}
        note={
          read &&
          (read.dataWait >= 0.05
            ? TEXTS.wait(formatPercent(read.dataWait))
            : TEXTS.tokensPerSecond(formatNumber(Math.round(read.tokensPerSecond))))
        }
      >
        <Chart {...common} columns={columns.images} series={PLAIN} include={ZERO} format={formatMeasure} />
      </SmallCard>
      <SmallCard
        title={TEXTS.memory}
        value={read && formatBytes(read.memoryBytes)}
        {...(limitBytes !== undefined && { unit: TEXTS.of(formatBytes(limitBytes)) })}
        note={limitBytes === undefined ? TEXTS.noLimit : TEXTS.limit}
      >
        <Chart
          {...common}
          columns={columns.memory}
          series={PLAIN}
          include={limitBytes === undefined ? ZERO : [0, limitBytes]}
          format={formatBytes}
          draw={(chart, colours) => drawLimit(chart, colours, limitBytes)}
        />
      </SmallCard>
    </div>
  );
}

const ZERO = [0] as const;
const PLAIN = [line()];

function columnsOf(points: readonly CurvePoint[]) {
  const shown = PARTS.filter((part) => points.some(({ learningRate }) => learningRate[part] !== undefined));
  return {
    /** Parts of the model that are trained. */
    shown,
    rates: shown.map((part) => points.map(({ learningRate }) => learningRate[part] ?? null)),
    norm: [points.map(({ gradNorm }) => gradNorm)],
    images: [points.map(({ imagesPerSecond }) => imagesPerSecond)],
    memory: [points.map(({ memoryBytes }) => memoryBytes)],
  };
}

function line(dash?: readonly number[]): ChartSeries {
  return { colour: 'accent-line', width: 1.5, ...(dash && { dash }) };
}

function SmallCard({
  title,
  value,
  unit,
  note,
  children,
}: {
  readonly title: string;
  readonly value: string | undefined;
  readonly unit?: string;
  readonly note: string | undefined;
  readonly children: React.ReactNode;
}) {
  return (
    <section aria-label={title} className="min-w-0 rounded-6 border border-line bg-bg-2 px-3 py-2">
      <div className="flex items-baseline gap-1.5">
        <h2 className="truncate text-12 text-tx-2">{title}</h2>
        <p className="ml-auto whitespace-nowrap">
          <span className="mono text-tx-1">{value ?? '–'}</span>
          {unit !== undefined && <span className="pl-1 text-11 text-tx-3">{unit}</span>}
        </p>
      </div>
      {children}
      <p className="truncate text-11 text-tx-3" title={note}>
        {note ?? ' '}
      </p>
    </section>
  );
}
