import { Check, TriangleAlert } from 'lucide-react';
import type { TrainingJob } from '../../core/training/training-job.ts';
import { useFlowNode } from '../flow/flow-store.ts';
import { formatBytes, formatCount, formatTimeLeft } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { compareForecast, type ForecastLine } from './compare-forecast.ts';
import type { KnownCurve } from './known-curve.ts';
import { openPreflight } from './preflight-state.ts';
import { TitledSection } from './TitledSection.tsx';

const TEXTS = TRAINING_TEXTS.forecast;

/** What was forecast of this training, against what it is now. */
export function ForecastSection({ job, curve }: { readonly job: TrainingJob; readonly curve: KnownCurve }) {
  const node = useFlowNode(job.node);
  const lines = compareForecast(job, curve);
  const judged = lines.filter(({ isAsForecast }) => isAsForecast !== undefined);
  const differs = judged.some(({ isAsForecast }) => isAsForecast === false);
  return (
    <TitledSection
      title={TEXTS.title}
      end={
        judged.length > 0 ? (
          <Chip tone={differs ? 'warn' : 'ok'} icon={differs ? TriangleAlert : Check}>
            {differs ? TEXTS.differs : TEXTS.asForecast}
          </Chip>
        ) : (
          node && (
            <Button size="small" kind="quiet" onClick={() => openPreflight(node.id)}>
              {TEXTS.run}
            </Button>
          )
        )
      }
    >
      {lines.length === 0 ? (
        <p className="text-12 text-tx-3">{TEXTS.none}</p>
      ) : (
        <table className="w-full text-12">
          <thead>
            <tr className="h-6 text-11 text-tx-3">
              <th scope="col">
                <span className="sr-only">{TEXTS.title}</span>
              </th>
              <th scope="col" className="text-right font-medium">
                {TEXTS.forecast}
              </th>
              <th scope="col" className="text-right font-medium">
                {TEXTS.now}
              </th>
              {judged.length > 0 && (
                <th scope="col" className="w-6">
                  <span className="sr-only">{TEXTS.asForecast}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.name} line={line} marked={judged.length > 0} />
            ))}
          </tbody>
        </table>
      )}
    </TitledSection>
  );
}

function Line({
  line: { name, forecast, now, isAsForecast },
  marked,
}: {
  readonly line: ForecastLine;
  /** Whether lines say how they meet the forecast. */
  readonly marked: boolean;
}) {
  const write = WRITTEN[name];
  return (
    <tr className="h-6 border-line border-t">
      <th scope="row" className="text-left font-normal text-tx-2">
        {TEXTS[name]}
      </th>
      <td className="mono whitespace-nowrap text-right text-tx-3">
        {forecast === undefined ? '–' : write(forecast)}
      </td>
      <td className="mono whitespace-nowrap text-right">{now === undefined ? '–' : write(now)}</td>
      {marked && (
        <td className="pl-1.5">
          {isAsForecast === true && (
            <Check
              size={14}
              strokeWidth={1.75}
              className="text-ok"
              role="img"
              aria-label={TEXTS.asForecast}
            />
          )}
          {isAsForecast === false && (
            <TriangleAlert
              size={14}
              strokeWidth={1.75}
              className="text-warn"
              role="img"
              aria-label={TEXTS.differs}
            />
          )}
        </td>
      )}
    </tr>
  );
}

const WRITTEN: Readonly<Record<ForecastLine['name'], (value: number) => string>> = {
  memory: formatBytes,
  time: formatTimeLeft,
  disk: formatBytes,
  steps: formatCount,
  samples: formatCount,
};
