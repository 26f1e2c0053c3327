import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { type ChartColours, coloursAt, useThemeInForce } from './colours.ts';
import { readAt, useCrosshair } from './crosshair-state.ts';
import { logSplits } from './log-splits.ts';
import type { Column } from './loss-series.ts';

/** One curve of a chart; `colour` is a token's name. */
export interface ChartSeries {
  readonly colour: string;
  /** 0 to 1; default 1. */
  readonly opacity?: number;
  readonly width?: number;
  /** Lengths of strokes and gaps, pixels. */
  readonly dash?: readonly number[];
  /** Fills the room to the series before this one, and draws no line. */
  readonly band?: true;
}

export interface ChartProps {
  readonly steps: readonly number[];
  /** One column a series. */
  readonly columns: readonly Column[];
  readonly series: readonly ChartSeries[];
  readonly height: number;
  /** First and last step that are shown. */
  readonly range: readonly [number, number];
  readonly log?: boolean;
  /** Without axes, grid and zoom. */
  readonly small?: boolean;
  /** Values that are always in view, e.g. a limit. */
  readonly include?: readonly number[];
  readonly format: (value: number) => string;
  /** Drawn over the curves; called again with each drawing. */
  readonly draw?: (chart: uPlot, colours: ChartColours) => void;
  /** A range was drawn with the mouse; without it there is no zoom. */
  readonly onRange?: (range: readonly [number, number]) => void;
}

const AXIS_FONT = '10.5px "JetBrains Mono", ui-monospace, monospace';
const SYNC = 'training';

/** Curves over steps on a canvas. For the eye only: values and table stand beside it as text. */
export function Chart(props: ChartProps) {
  const { steps, columns, series, height, range, log = false, small = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const theme = useThemeInForce();
  const shape = JSON.stringify([theme, series, log, small, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says whether another chart is needed
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(optionsOf(latest, element), dataOf(latest.current), element);
    chart.current = made;
    showRange(made, latest.current.range);
    const observer = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: latest.current.height });
    });
    observer.observe(element);
    const unfollow = useCrosshair.subscribe(({ step, byKeys }) => {
      if (byKeys)
        made.setCursor({ left: step === undefined ? -10 : made.valToPos(step, 'x'), top: 0 }, false);
    });
    return () => {
      unfollow();
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
      readAt(undefined);
    };
  }, [shape]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another chart has its data from the start
  useEffect(() => {
    chart.current?.setData(dataOf(latest.current), false);
    if (chart.current) showRange(chart.current, range);
  }, [steps, columns, range[0], range[1]]);

  useEffect(() => {
    // What is drawn over the curves may have changed alone.
    chart.current?.redraw(false, false);
  });

  return <div ref={box} style={{ height }} className="w-full min-w-0 overflow-hidden" aria-hidden />;
}

function showRange(chart: uPlot, [min, max]: readonly [number, number]): void {
  chart.setScale('x', { min, max });
}

function dataOf({ steps, columns }: ChartProps): uPlot.AlignedData {
  return [steps as number[], ...(columns as (number | null)[][])];
}

function optionsOf(latest: { readonly current: ChartProps }, element: HTMLElement): uPlot.Options {
  const { series, height, log = false, small = false, onRange } = latest.current;
  const colours = coloursAt(element);
  const grid = { stroke: colours.of('line'), width: 1 };
  const axis: uPlot.Axis = { stroke: colours.of('tx-3'), font: AXIS_FONT, ticks: { show: false }, grid };
  return {
    width: Math.max(1, element.clientWidth),
    height,
    padding: small ? [4, 0, 4, 0] : [12, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      sync: { key: SYNC, scales: ['x', null] },
      drag: { x: onRange !== undefined, y: false, setScale: false },
      // Double-clicking leaves the range to the chart's own buttons.
      bind: { dblclick: () => null },
    },
    scales: {
      x: { time: false, range: (_chart, min, max) => [min, max] },
      y: log
        ? { distr: 3, range: (_chart, min, max) => logRangeOf(min, max) }
        : { range: (_chart, min, max) => rangeOf(min, max, latest.current.include) },
    },
    axes: small
      ? [{ show: false }, { show: false }]
      : [
          { ...axis, grid: { show: false }, values: (_chart, splits) => splits.map(latestSteps), size: 28 },
          {
            ...axis,
            size: 52,
            ...(log && {
              splits: (_chart: uPlot, _axis: number, min: number, max: number) => [...logSplits(min, max)],
              filter: (_chart: uPlot, splits: number[]) => splits,
            }),
            values: (_chart, splits) =>
              splits.map((value) => (value === null ? '' : latest.current.format(value))),
          },
        ],
    series: [{}, ...series.map((one) => seriesOf(one, colours))],
    bands: series.flatMap((one, index) =>
      one.band
        ? [
            {
              series: [index + 1, index] as [number, number],
              fill: faded(colours.of(one.colour), one.opacity ?? 0.12),
            },
          ]
        : [],
    ),
    hooks: {
      draw: [(chart) => latest.current.draw?.(chart, colours)],
      setCursor: [
        ({ cursor: { left = -1 }, posToVal }) =>
          readAt(left < 0 ? undefined : Math.round(posToVal(left, 'x'))),
      ],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 4) return;
          const range = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')].map(Math.round);
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          const [from = 0, to = 0] = range;
          if (to > from) latest.current.onRange?.([from, to]);
        },
      ],
    },
  };
}

function latestSteps(step: number): string {
  return step >= 0 && Number.isInteger(step) ? step.toLocaleString('en-US') : '';
}

function seriesOf(
  { colour, opacity = 1, width = 1, dash, band }: ChartSeries,
  colours: ChartColours,
): uPlot.Series {
  return {
    stroke: band ? 'transparent' : faded(colours.of(colour), opacity),
    width: band ? 0 : width,
    points: { show: false },
    spanGaps: true,
    ...(dash && { dash: [...dash] }),
  };
}

/** `rgb(1, 2, 3)` with an opacity. */
function faded(colour: string, opacity: number): string {
  return opacity >= 1 ? colour : colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

/** Some room above and below; a constant stands in the middle. */
function rangeOf(min: number | null, max: number | null, include: readonly number[] = []): [number, number] {
  const low = Math.min(min ?? 0, ...include);
  const high = Math.max(max ?? 1, ...include);
  const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

function logRangeOf(min: number | null, max: number | null): [number, number] {
  return min === null || max === null ? [0.1, 10] : [min / 1.05, max * 1.05];
}
