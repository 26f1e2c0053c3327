import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { PriceEntry } from '../../core/contract/endpoint.ts';
import type { PriceRow } from '../../core/endpoint.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { TextField } from '../parts/TextField.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { FormField } from './FormField.tsx';
import { patternsOf } from './pattern-text.ts';

const TEXTS = ENDPOINT_TEXTS.prices;
const AMOUNTS = [
  ['inputPerMillion', TEXTS.input],
  ['cachedInputPerMillion', TEXTS.cached],
  ['outputPerMillion', TEXTS.output],
  ['batchInputPerMillion', TEXTS.batchInput],
  ['batchOutputPerMillion', TEXTS.batchOutput],
] as const;

type Amounts = Partial<Record<(typeof AMOUNTS)[number][0], number | string>>;

/** Adds a price or changes one; whose price it is cannot be changed, as that would be another. */
export function PriceForm({
  entry,
  onSaved,
  onCancel,
}: {
  readonly entry?: PriceEntry;
  readonly onSaved: (entries: readonly PriceEntry[]) => void;
  readonly onCancel: () => void;
}) {
  const [host, setHost] = useState(entry?.row.host ?? '');
  const [models, setModels] = useState(entry?.row.models.join(', ') ?? '');
  const [amounts, setAmounts] = useState<Amounts>({ ...entry?.row });
  const [tried, setTried] = useState(false);
  const row = rowOf(host, models, amounts);
  const save = useMutation({
    mutationFn: (next: PriceRow) => engine().endpoint.savePrice(next),
    onSuccess: onSaved,
  });
  return (
    <form
      className="grid grid-cols-5 gap-x-3 gap-y-2 border-line border-t bg-bg-2 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (row) save.mutate(row);
      }}
    >
      {entry ? (
        <p className="mono col-span-5 text-tx-1">{TEXTS.whose(entry.row.models, entry.row.host)}</p>
      ) : (
        <>
          <div className="col-span-2">
            <FormField label={TEXTS.host}>
              {(id) => (
                <TextField id={id} mono placeholder="api.example.com" value={host} onValue={setHost} />
              )}
            </FormField>
          </div>
          <div className="col-span-3">
            <FormField label={TEXTS.models}>
              {(id) => <TextField id={id} mono value={models} onValue={setModels} />}
            </FormField>
          </div>
        </>
      )}
      {AMOUNTS.map(([name, label]) => (
        <FormField key={name} label={label}>
          {(id) => (
            <NumberField
              id={id}
              start="$"
              min={0}
              step={0.1}
              value={typeof amounts[name] === 'number' ? amounts[name] : undefined}
              {...(typeof amounts[name] === 'string' &&
                amounts[name] !== '' && { typed: amounts[name], invalid: true })}
              onValue={(next) => setAmounts((before) => ({ ...before, [name]: next }))}
            />
          )}
        </FormField>
      ))}
      <div className="col-span-5 flex items-center justify-end gap-2">
        {(save.isError || (tried && row === undefined)) && (
          <p role="alert" className="mr-auto text-12 text-err">
            {save.isError ? errorRecord(save.error).message : TEXTS.incomplete}
          </p>
        )}
        <Button onClick={onCancel}>{TEXTS.cancel}</Button>
        <Button type="submit" kind="main" disabled={save.isPending}>
          {TEXTS.save}
        </Button>
      </div>
    </form>
  );
}

/** The row as typed, of today; undefined while something is missing or no number. */
function rowOf(host: string, models: string, amounts: Amounts): PriceRow | undefined {
  const patterns = patternsOf(models);
  const { inputPerMillion, outputPerMillion } = amounts;
  const wrong = AMOUNTS.some(([name]) => {
    const amount = amounts[name];
    return typeof amount === 'number' ? amount < 0 : amount !== undefined && amount !== '';
  });
  if (wrong || host.trim() === '' || patterns.length === 0) return undefined;
  if (typeof inputPerMillion !== 'number' || typeof outputPerMillion !== 'number') return undefined;
  const optional = (name: 'cachedInputPerMillion' | 'batchInputPerMillion' | 'batchOutputPerMillion') =>
    typeof amounts[name] === 'number' ? { [name]: amounts[name] } : {};
  return {
    host: host.trim().toLowerCase(),
    models: patterns,
    asOf: new Date().toISOString().slice(0, 10),
    inputPerMillion,
    outputPerMillion,
    ...optional('cachedInputPerMillion'),
    ...optional('batchInputPerMillion'),
    ...optional('batchOutputPerMillion'),
  };
}
