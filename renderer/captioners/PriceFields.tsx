import type { PriceRow } from '../../core/endpoint.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import type { EndpointDraft } from './endpoint-draft.ts';

const TEXTS = CAPTIONER_TEXTS.form;

/** US dollars per million tokens, in and out. */
export function PriceFields({
  draft,
  listed,
  onChange,
}: {
  readonly draft: EndpointDraft;
  /** What the price table has, which holds as long as nothing is entered. */
  readonly listed: PriceRow | undefined;
  readonly onChange: (part: Partial<EndpointDraft>) => void;
}) {
  const field = (key: 'inputPrice' | 'outputPrice', label: string, unit: string) => (
    <NumberField
      className="w-36"
      label={label}
      start="$"
      unit={unit}
      min={0}
      step={0.1}
      value={typeof draft[key] === 'number' ? draft[key] : undefined}
      {...(typeof draft[key] === 'string' && draft[key] !== '' && { typed: draft[key], invalid: true })}
      onValue={(next) => onChange({ [key]: next === '' ? undefined : next })}
    />
  );
  return (
    <fieldset className="col-span-2 flex flex-col gap-1">
      <legend className="mb-1 font-medium text-11 text-tx-2">{TEXTS.price}</legend>
      <div className="flex items-center gap-2">
        {field('inputPrice', TEXTS.priceIn, TEXTS.in)}
        {field('outputPrice', TEXTS.priceOut, TEXTS.out)}
        <Button onClick={() => onChange({ inputPrice: 0, outputPrice: 0 })}>{TEXTS.free}</Button>
      </div>
      <p className="text-11 text-tx-3">
        {listed
          ? TEXTS.priceListed(listed.inputPerMillion, listed.outputPerMillion, listed.asOf)
          : TEXTS.priceHelp}
      </p>
    </fieldset>
  );
}
