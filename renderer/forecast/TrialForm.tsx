import { useId, useState } from 'react';
import { NumberField } from '../parts/NumberField.tsx';
import { FORECAST_TEXTS } from '../texts/forecast.ts';

/** What a person asks of a trial; undefined where a field does not hold a number. */
export interface TrialChoice {
  readonly samples: number | undefined;
  /** US dollars; null leaves it to the project's cap. */
  readonly spendUsd: number | null | undefined;
}

const MOST = 20_000;

/** How many samples to try, and for how much. */
export function TrialForm({
  choice,
  onChoice,
}: {
  readonly choice: TrialChoice;
  readonly onChoice: (choice: TrialChoice) => void;
}) {
  const [samples, setSamples] = useState<number | string>(choice.samples ?? '');
  const [spend, setSpend] = useState<number | string>(choice.spendUsd ?? '');
  const setCount = (value: number | string) => {
    setSamples(value);
    const valid = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST;
    onChoice({ ...choice, samples: valid ? value : undefined });
  };
  const setMoney = (value: number | string) => {
    setSpend(value);
    if (value === '') return onChoice({ ...choice, spendUsd: null });
    onChoice({ ...choice, spendUsd: typeof value === 'number' && value >= 0 ? value : undefined });
  };
  return (
    <div className="flex gap-6">
      <Field
        label={FORECAST_TEXTS.samples}
        help={choice.samples === undefined ? FORECAST_TEXTS.samplesInvalid : FORECAST_TEXTS.samplesHelp}
        invalid={choice.samples === undefined}
        value={samples}
        onValue={setCount}
        step={10}
        min={1}
      />
      <Field
        label={FORECAST_TEXTS.spend}
        help={choice.spendUsd === undefined ? FORECAST_TEXTS.spendInvalid : FORECAST_TEXTS.spendHelp}
        invalid={choice.spendUsd === undefined}
        value={spend}
        onValue={setMoney}
        start="$"
        min={0}
      />
    </div>
  );
}

function Field({
  label,
  help,
  invalid,
  value,
  onValue,
  ...rest
}: {
  readonly label: string;
  readonly help: string;
  readonly invalid: boolean;
  readonly value: number | string;
  readonly onValue: (value: number | string) => void;
  readonly start?: string;
  readonly step?: number;
  readonly min: number;
}) {
  const id = useId();
  return (
    <div className="flex flex-1 flex-col gap-1">
      <span className="font-medium text-11 text-tx-2">{label}</span>
      <NumberField
        label={label}
        value={typeof value === 'number' ? value : undefined}
        typed={typeof value === 'string' ? value : undefined}
        onValue={onValue}
        invalid={invalid}
        describedBy={id}
        {...rest}
      />
      <span id={id} className={`text-11 ${invalid ? 'text-err' : 'text-tx-3'}`}>
        {help}
      </span>
    </div>
  );
}
