import type { Forecast } from '../../core/forecast.ts';
import { FIGURE_NAMES, FORECAST_TEXTS } from '../texts/forecast.ts';
import { FIGURES, type Figure, formatFigure, formatRange } from './present-forecast.ts';
import { RangeBar } from './RangeBar.tsx';

const RATES: ReadonlySet<Figure> = new Set(['rejectedRate', 'failedRate']);

/** What all samples will take and give, each number with its interval. */
export function ForecastTable({ forecast }: { readonly forecast: Forecast }) {
  return (
    <table className="w-full text-12">
      <thead>
        <tr className="h-7 text-left text-11 text-tx-3">
          <th scope="col" className="px-4 font-medium">
            {FORECAST_TEXTS.columns.what}
          </th>
          <th scope="col" className="px-2 text-right font-medium">
            {FORECAST_TEXTS.columns.about}
          </th>
          <th scope="col" colSpan={2} className="px-4 font-medium">
            {FORECAST_TEXTS.columns.range}
          </th>
        </tr>
      </thead>
      <tbody>
        {FIGURES.map((figure) => (
          <FigureRow key={figure} figure={figure} forecast={forecast} />
        ))}
      </tbody>
    </table>
  );
}

function FigureRow({ figure, forecast }: { readonly figure: Figure; readonly forecast: Forecast }) {
  const estimate = forecast[figure];
  const main = figure === 'costUsd' || figure === 'seconds' || figure === 'captions';
  const whole = RATES.has(figure) ? undefined : figure === 'captions' ? forecast.samples : undefined;
  return (
    <tr className="h-7 border-line border-t" data-figure={figure}>
      <th scope="row" className={`px-4 text-left font-normal ${main ? 'text-tx-1' : 'text-tx-2'}`}>
        {FIGURE_NAMES[figure]}
      </th>
      {estimate === undefined ? (
        <>
          <td className="px-2 text-right text-tx-3">{FORECAST_TEXTS.notKnown}</td>
          <td colSpan={2} />
        </>
      ) : (
        <>
          <td className={`mono whitespace-nowrap px-2 text-right ${main ? 'font-medium text-tx-1' : ''}`}>
            {formatFigure(figure, estimate.value)}
          </td>
          <td className="w-36 px-4">
            <RangeBar estimate={estimate} {...(whole !== undefined && { whole })} />
          </td>
          <td
            className={`mono whitespace-nowrap pr-4 ${estimate.low === undefined ? 'text-warn' : 'text-tx-2'}`}
          >
            {formatRange(figure, estimate, forecast.tried === forecast.samples)}
          </td>
        </>
      )}
    </tr>
  );
}
