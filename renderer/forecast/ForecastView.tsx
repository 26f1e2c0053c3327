import type { Forecast } from '../../core/forecast.ts';
import { formatCount } from '../format.ts';
import { FORECAST_TEXTS } from '../texts/forecast.ts';
import { ForecastTable } from './ForecastTable.tsx';
import { NodeForecasts } from './NodeForecasts.tsx';

/** A whole forecast: what it rests on, the table, node by node, and what it takes for granted. */
export function ForecastView({ forecast }: { readonly forecast: Forecast }) {
  const { tried, samples, spentUsd, assumes } = forecast;
  return (
    <div className="flex flex-col" data-testid="forecast">
      <p className="px-4 pt-3 pb-1 text-12 text-tx-2">
        <span className="font-medium text-tx-1">{FORECAST_TEXTS.stillToCome}</span>
        {' · '}
        {FORECAST_TEXTS.basis(tried, samples)}
        {spentUsd > 0 && ` · ${FORECAST_TEXTS.basisSpent(spentUsd)}`}
      </p>
      <ForecastTable forecast={forecast} />
      <h3 className="border-line border-t px-4 pt-3 font-semibold text-12">{FORECAST_TEXTS.nodes}</h3>
      <NodeForecasts forecast={forecast} />
      <h3 className="border-line border-t px-4 pt-3 font-semibold text-12">
        {FORECAST_TEXTS.assumes} <span className="mono text-tx-3">{formatCount(assumes.length)}</span>
      </h3>
      <ul className="flex list-disc flex-col gap-1 px-8 py-2 text-11 text-tx-2">
        {assumes.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
