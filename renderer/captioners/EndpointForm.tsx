import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { findKeyPlace, type KeyPlace } from '../native/key-place.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Select } from '../parts/Select.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { TextField } from '../parts/TextField.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { isAddress, isExposed } from './captioner-choice.ts';
import { draftOf, type EndpointDraft, faultsOf, nameOf, PROVIDERS, saveDraft } from './endpoint-draft.ts';

const TEXTS = CAPTIONER_TEXTS.form;

/** Adds or changes an endpoint. Faults are shown once saving was tried; what was typed stays. */
export function EndpointForm({
  endpoint,
  others,
  onSaved,
  onCancel,
}: {
  readonly endpoint?: EndpointInfo;
  readonly others: readonly EndpointInfo[];
  readonly onSaved: (endpoint: EndpointInfo) => void;
  readonly onCancel: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(endpoint));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<EndpointDraft>) => setDraft((before) => ({ ...before, ...part }));
  const name = endpoint?.name ?? nameOf(draft, others);
  const faults = faultsOf(draft, name);
  const test = useTest(draft, endpoint);
  const save = useMutation({ mutationFn: () => saveDraft(draft, name), onSuccess: onSaved });
  const submit = () => {
    setTried(true);
    if (Object.keys(faults).length === 0) save.mutate();
  };
  const models = test.data?.models ?? [];
  return (
    <form
      className="grid grid-cols-2 gap-x-4 gap-y-3 border-line border-t bg-bg-2 p-4 first:border-t-0"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label={TEXTS.provider}>
        {(id) => (
          <Select
            id={id}
            label={TEXTS.provider}
            value={PROVIDERS.find(({ url }) => url === draft.url)?.url ?? 'other'}
            options={[
              ...PROVIDERS.map(({ title, url }) => ({ value: url, label: title })),
              { value: 'other', label: TEXTS.other },
            ]}
            onValue={(url) => change({ url: url === 'other' ? '' : url })}
          />
        )}
      </Field>
      <Field
        label={TEXTS.address}
        help={TEXTS.addressHelp}
        fault={tried && faults.url ? faults.url : isExposed(draft.url) ? TEXTS.unencrypted : undefined}
      >
        {(id, describedBy) => (
          <TextField
            id={id}
            aria-describedby={describedBy}
            mono
            inputMode="url"
            placeholder="https://"
            value={draft.url}
            invalid={tried && faults.url !== undefined}
            onValue={(url) => change({ url })}
          />
        )}
      </Field>
      <KeyField endpoint={endpoint} value={draft.key} onValue={(key) => change({ key })} />
      <div className="flex flex-col gap-1">
        <span className="font-medium text-11 text-tx-2">{TEXTS.test}</span>
        <div className="flex min-h-7 items-center gap-2">
          <Button disabled={!isAddress(draft.url) || test.isPending} onClick={() => test.mutate()}>
            {test.isPending && <Spinner size={14} />}
            {test.isPending ? TEXTS.testing : TEXTS.test}
          </Button>
          <TestResult test={test} />
        </div>
      </div>
      <Field label={TEXTS.model} help={TEXTS.modelHelp} fault={tried ? faults.model : undefined}>
        {(id, describedBy) =>
          models.length > 0 ? (
            <Select
              id={id}
              describedBy={describedBy}
              label={TEXTS.model}
              value={draft.model}
              options={[...new Set([...models, draft.model])]
                .filter((model) => model !== '')
                .map((model) => ({ value: model, label: model }))}
              onValue={(model) => change({ model })}
            />
          ) : (
            <TextField
              id={id}
              aria-describedby={describedBy}
              mono
              value={draft.model}
              invalid={tried && faults.model !== undefined}
              onValue={(model) => change({ model })}
            />
          )
        }
      </Field>
      <Field label={TEXTS.name} help={TEXTS.nameHelp} fault={tried ? faults.name : undefined}>
        {(id, describedBy) => (
          <TextField
            id={id}
            aria-describedby={describedBy}
            mono
            disabled={endpoint !== undefined}
            value={endpoint?.name ?? draft.name}
            placeholder={name}
            invalid={tried && faults.name !== undefined}
            onValue={(next) => change({ name: next })}
          />
        )}
      </Field>
      <PriceFields draft={draft} onChange={change} />
      <div className="col-span-2 flex items-center justify-end gap-2">
        {save.isError && (
          <p role="alert" className="mr-auto text-12 text-err">
            {errorRecord(save.error).message} {errorRecord(save.error).remedy}
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

function useTest(draft: EndpointDraft, endpoint: EndpointInfo | undefined) {
  return useMutation({
    mutationFn: () =>
      engine().captioner.testEndpoint({
        url: draft.url.trim(),
        ...(endpoint && { name: endpoint.name }),
        ...(draft.key.trim() !== '' && { key: draft.key.trim() }),
      }),
  });
}

function TestResult({ test }: { readonly test: ReturnType<typeof useTest> }) {
  if (test.isError)
    return (
      <p role="alert" className="text-11 text-err">
        {errorRecord(test.error).message}
      </p>
    );
  if (!test.data) return null;
  return test.data.ok ? (
    <p role="status" className="text-11 text-ok">
      {TEXTS.answered(test.data.latencyMs, test.data.models.length)}
    </p>
  ) : (
    <p role="alert" className="text-11 text-err">
      {test.data.message}
    </p>
  );
}

function KeyField({
  endpoint,
  value,
  onValue,
}: {
  readonly endpoint: EndpointInfo | undefined;
  readonly value: string;
  readonly onValue: (key: string) => void;
}) {
  const place = useQuery({ queryKey: ['key-place'], queryFn: findKeyPlace });
  const input = useRef<HTMLInputElement>(null);
  const lacksKey = endpoint !== undefined && !endpoint.hasKey;
  // Opened because a key is missing: that is where the person goes on.
  useEffect(() => {
    if (lacksKey) input.current?.focus();
  }, [lacksKey]);
  return (
    <Field label={TEXTS.key} help={endpoint?.hasKey ? TEXTS.keyStored : place.data && keyHelp(place.data)}>
      {(id, describedBy) => (
        <TextField
          ref={input}
          id={id}
          aria-describedby={describedBy}
          mono
          type="password"
          autoComplete="off"
          value={value}
          onValue={onValue}
        />
      )}
    </Field>
  );
}

function keyHelp(place: KeyPlace): string {
  return place.kind === 'keychain' ? TEXTS.keyHelp.keychain(place.title) : TEXTS.keyHelp[place.kind];
}

function PriceFields({
  draft,
  onChange,
}: {
  readonly draft: EndpointDraft;
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
      <p className="text-11 text-tx-3">{TEXTS.priceHelp}</p>
    </fieldset>
  );
}

function Field({
  label,
  help,
  fault,
  children,
}: {
  readonly label: string;
  readonly help?: string;
  readonly fault?: string;
  readonly children: (id: string, describedBy: string) => ReactNode;
}) {
  const id = useId();
  const hint = fault ?? help;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-11 text-tx-2">
        {label}
      </label>
      {children(id, `${id}-help`)}
      <p id={`${id}-help`} className={fault === undefined ? 'text-11 text-tx-3' : 'text-11 text-err'}>
        {hint}
      </p>
    </div>
  );
}
