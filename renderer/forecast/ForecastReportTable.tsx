import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Check, CircleAlert } from 'lucide-react';
import type { Comparison } from '../../core/forecast.ts';
import { api } from '../rpc/queries.ts';
import { FIGURE_NAMES, FORECAST_TEXTS } from '../texts/forecast.ts';
import { formatFigure, formatRange } from './present-forecast.ts';
import { RangeBar } from './RangeBar.tsx';

/** What was forecast before a run beside what came of it; nothing where no forecast was made. */
export function ForecastReportTable({ run }: { readonly run: number }) {
  const report = useQuery(api.forecast.of.queryOptions({ input: { run: run as never } })).data;
  if (!report) return null;
  const { forecast, comparisons } = report;
  return (
    <section aria-label={FORECAST_TEXTS.report} className="flex flex-col gap-1" data-testid="forecast-report">
      <h3 className="font-semibold text-12">
        {FORECAST_TEXTS.report}{' '}
        <span className="font-normal text-tx-3">
          {FORECAST_TEXTS.basis(forecast.tried, forecast.samples)}
        </span>
      </h3>
      {comparisons.length === 0 ? (
        <p className="text-12 text-tx-2">{FORECAST_TEXTS.notComparable}</p>
      ) : (
        <table className="w-full text-12">
          <thead>
            <tr className="h-7 text-left text-11 text-tx-3">
              <th scope="col" className="pr-3 font-medium">
                {FORECAST_TEXTS.columns.what}
              </th>
              <th scope="col" className="px-3 text-right font-medium">
                {FORECAST_TEXTS.reportColumns.forecast}
              </th>
              <th scope="col" colSpan={2} className="px-3 font-medium">
                {FORECAST_TEXTS.columns.range}
              </th>
              <th scope="col" className="px-3 text-right font-medium">
                {FORECAST_TEXTS.reportColumns.actual}
              </th>
              <th scope="col" aria-label={FORECAST_TEXTS.inside} />
            </tr>
          </thead>
          <tbody>
            {comparisons.map((comparison) => (
              <ComparisonRow key={comparison.name} comparison={comparison} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ComparisonRow({ comparison }: { readonly comparison: Comparison }) {
  const { name, forecast, actual, inside } = comparison;
  return (
    <tr className="h-7 border-line border-t">
      <th scope="row" className="pr-3 text-left font-normal text-tx-2">
        {FIGURE_NAMES[name]}
      </th>
      <td className="mono px-3 text-right">{formatFigure(name, forecast.value)}</td>
      <td className="w-36 px-3">
        <RangeBar estimate={forecast} actual={actual} />
      </td>
      <td className="mono whitespace-nowrap px-3 text-tx-2">{formatRange(name, forecast)}</td>
      <td className="mono px-3 text-right font-medium">{formatFigure(name, actual)}</td>
      <td className="w-36">
        {inside !== undefined && (
          <span className={clsx('flex items-center gap-1 text-11', inside ? 'text-ok' : 'text-warn')}>
            {inside ? <Check size={12} aria-hidden /> : <CircleAlert size={12} aria-hidden />}
            {inside ? FORECAST_TEXTS.inside : FORECAST_TEXTS.outside}
          </span>
        )}
      </td>
    </tr>
  );
}
