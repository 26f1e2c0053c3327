import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Select } from '../parts/Select.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { TextField } from '../parts/TextField.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { BATCH_TEXTS } from '../texts/batches.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { isAddress, isExposed } from './captioner-choice.ts';
import { EndpointTestResult, useEndpointTest } from './EndpointTestResult.tsx';
import { draftOf, type EndpointDraft, faultsOf, nameOf, PROVIDERS, saveDraft } from './endpoint-draft.ts';
import { FormField } from './FormField.tsx';
import { KeyField } from './KeyField.tsx';
import { MemberFields } from './MemberFields.tsx';
import { PriceFields } from './PriceFields.tsx';

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
  const test = useEndpointTest(draft, endpoint);
  const save = useMutation({ mutationFn: () => saveDraft(draft, name, endpoint), onSuccess: onSaved });
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
      <FormField label={TEXTS.provider}>
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
      </FormField>
      <FormField
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
      </FormField>
      <KeyField endpoint={endpoint} value={draft.key} onValue={(key) => change({ key })} />
      <div className="flex flex-col gap-1">
        <span className="font-medium text-11 text-tx-2">{TEXTS.connection}</span>
        <div className="flex min-h-7 items-center gap-2">
          <Button disabled={!isAddress(draft.url) || test.isPending} onClick={() => test.mutate()}>
            {test.isPending && <Spinner size={14} />}
            {test.isPending ? TEXTS.testing : TEXTS.test}
          </Button>
          <EndpointTestResult test={test} />
        </div>
      </div>
      <FormField label={TEXTS.model} help={TEXTS.modelHelp} fault={tried ? faults.model : undefined}>
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
      </FormField>
      <FormField label={TEXTS.name} help={TEXTS.nameHelp} fault={tried ? faults.name : undefined}>
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
      </FormField>
      <MemberFields draft={draft} tried={tried} onChange={change} />
      <FormField label={BATCH_TEXTS.enqueued} help={BATCH_TEXTS.enqueuedHelp}>
        {(id, describedBy) => (
          <NumberField
            id={id}
            describedBy={describedBy}
            unit={BATCH_TEXTS.tokens}
            min={1}
            step={100_000}
            value={typeof draft.enqueuedTokens === 'number' ? draft.enqueuedTokens : undefined}
            {...(typeof draft.enqueuedTokens === 'string' &&
              draft.enqueuedTokens !== '' && { typed: draft.enqueuedTokens, invalid: true })}
            onValue={(next) => change({ enqueuedTokens: next === '' ? undefined : next })}
          />
        )}
      </FormField>
      <PriceFields draft={draft} listed={endpoint?.listedPrice} onChange={change} />
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
