import { useMemo } from 'react';
import type { CurvePoint } from '../../../core/training/training-job.ts';
import { formatLoss } from '../format-training.ts';
import { Chart, type ChartSeries } from './Chart.tsx';
import { drawLossMarks, type LossMarks } from './loss-marks.ts';
import { type Column, joinSteps, lossSeries } from './loss-series.ts';

/** Another job's curve behind the job's own. */
export interface Overlay {
  readonly key: string;
  readonly label: string;
  readonly points: readonly CurvePoint[];
}

/** Strokes and gaps by which overlays are told apart. */
export const OVERLAY_DASHES: readonly (readonly number[])[] = [
  [6, 4],
  [2, 3],
  [10, 3, 2, 3],
  [1, 5],
];

/** Loss over steps: each point as it was, the range of what it stands for, smoothed; other jobs behind; marks over it. */
export function LossChart({
  points,
  overlays,
  marks,
  smoothing,
  log,
  range,
  height,
  onRange,
}: {
  readonly points: readonly CurvePoint[];
  readonly overlays: readonly Overlay[];
  readonly marks: LossMarks;
  readonly smoothing: number;
  readonly log: boolean;
  readonly range: readonly [number, number];
  readonly height: number;
  readonly onRange: (range: readonly [number, number]) => void;
}) {
  const isBinned = points.some(({ first, step }) => step > first);
  const { steps, columns } = useMemo(() => {
    const own = lossSeries(points, smoothing);
    const positive = (column: Column) =>
      log ? column.map((value) => (value !== null && value > 0 ? value : null)) : column;
    return joinSteps([
      ...overlays.map((overlay) => {
        const { steps, smoothed } = lossSeries(overlay.points, smoothing);
        return { steps, columns: [positive(smoothed)] };
      }),
      {
        steps: own.steps,
        columns: (isBinned ? [own.low, own.high, own.raw, own.smoothed] : [own.raw, own.smoothed]).map(
          positive,
        ),
      },
    ]);
  }, [points, overlays, smoothing, log, isBinned]);
  const series = useMemo(
    (): readonly ChartSeries[] => [
      ...overlays.map((_, index) => ({
        colour: 'tx-3',
        width: 1.5,
        dash: OVERLAY_DASHES[index % OVERLAY_DASHES.length] ?? [],
      })),
      ...(isBinned
        ? ([
            { colour: 'accent-line', opacity: 0 },
            { colour: 'accent-line', opacity: 0.14, band: true },
          ] as const)
        : []),
      { colour: 'accent-line', opacity: 0.32 },
      { colour: 'accent-line', width: 2 },
    ],
    [overlays, isBinned],
  );
  return (
    <Chart
      steps={steps}
      columns={columns}
      series={series}
      height={height}
      range={range}
      log={log}
      format={formatLoss}
      include={
        log
          ? []
          : marks.heldOut.filter(({ step }) => step >= range[0] && step <= range[1]).map(({ loss }) => loss)
      }
      draw={(chart, colours) => drawLossMarks(chart, colours, marks)}
      onRange={onRange}
    />
  );
}
