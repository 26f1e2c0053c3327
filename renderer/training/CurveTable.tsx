import { useMemo } from 'react';
import type { CurvePoint } from '../../core/training/training-job.ts';
import { formatBytes, formatCount } from '../format.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { lossSeries } from './chart/loss-series.ts';
import { evenly } from './evenly.ts';
import { formatLearningRate, formatLoss, formatMeasure } from './format-training.ts';

const TEXTS = TRAINING_TEXTS.table;
const MOST_ROWS = 200;

/** The curves as a table: at most 200 of their points, evenly chosen, the last and all held-out ones among them. */
export function CurveTable({
  points,
  range: [from, to],
  smoothing,
  heldOut,
}: {
  readonly points: readonly CurvePoint[];
  readonly range: readonly [number, number];
  readonly smoothing: number;
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
}) {
  const rows = useMemo(() => {
    const { smoothed } = lossSeries(points, smoothing);
    const all = points.map((point, index) => ({
      point,
      smoothed: smoothed[index] ?? point.loss,
      heldOut: heldOut.find(({ step }) => step >= point.first && step <= point.step)?.loss,
    }));
    return all.filter(({ point }) => point.step >= from && point.first <= to);
  }, [points, smoothing, heldOut, from, to]);
  const shown = evenly(rows, MOST_ROWS, ({ heldOut: loss }) => loss !== undefined);
  return (
    <section
      className="max-h-96 overflow-auto border-line border-t"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too
      tabIndex={0}
      aria-label={TEXTS.caption}
    >
      <table className="w-full text-12">
        <caption className="px-3 py-1.5 text-left text-11 text-tx-3">
          {TEXTS.shown(shown.length, rows.length)}
        </caption>
        <thead>
          <tr className="sticky top-0 h-7 bg-bg-2 text-11 text-tx-3">
            {[
              TEXTS.step,
              TEXTS.train,
              TEXTS.smoothed,
              TEXTS.heldOut,
              TEXTS.learningRate,
              TEXTS.gradNorm,
              TEXTS.throughput,
              TEXTS.memory,
            ].map((title) => (
              <th key={title} scope="col" className="px-3 text-right font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ point, smoothed, heldOut: loss }) => (
            <tr key={point.first} className="mono h-6 border-line border-t text-right">
              <th scope="row" className="px-3 font-normal">
                {point.first < point.step
                  ? `${formatCount(point.first)}–${formatCount(point.step)}`
                  : formatCount(point.step)}
              </th>
              <td className="px-3">{formatLoss(point.loss)}</td>
              <td className="px-3">{formatLoss(smoothed)}</td>
              <td className="px-3">{loss === undefined ? '' : formatLoss(loss)}</td>
              <td className="whitespace-nowrap px-3">
                {Object.values(point.learningRate).map(formatLearningRate).join(' · ')}
              </td>
              <td className="px-3">{formatMeasure(point.gradNorm)}</td>
              <td className="px-3">{formatMeasure(point.imagesPerSecond)}</td>
              <td className="px-3">{formatBytes(point.memoryBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
