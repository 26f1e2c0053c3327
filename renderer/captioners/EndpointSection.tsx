import { useQuery } from '@tanstack/react-query';
import { KeyRound, Pencil, Plus, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { ChoiceRow, ChoiceSection } from './ChoiceRow.tsx';
import { type CaptionerChoice, isEndpointChosen } from './captioner-choice.ts';
import { EndpointForm } from './EndpointForm.tsx';

const TEXTS = CAPTIONER_TEXTS.endpoints;

/** Which form is open: none, a new endpoint's, or that of one by name. */
type OpenForm = { readonly name: string | undefined } | undefined;

/** The user's endpoints: with a key from a provider, or servers of their own. */
export function EndpointSection({
  group,
  choice,
  onChoice,
  openFor,
}: {
  readonly group: string | undefined;
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
  /** Opens the form of this endpoint at its key. */
  readonly openFor?: string;
}) {
  const endpoints = useQuery(api.captioner.endpoints.queryOptions());
  const [form, setForm] = useState<OpenForm>(openFor === undefined ? undefined : { name: openFor });
  const close = () => setForm(undefined);
  const saved = (endpoint: EndpointInfo) => {
    close();
    onChoice(refOf(endpoint));
  };
  return (
    <ChoiceSection
      title={TEXTS.title}
      text={TEXTS.text}
      action={
        form === undefined && (
          <Button size="small" icon={Plus} onClick={() => setForm({ name: undefined })}>
            {TEXTS.add}
          </Button>
        )
      }
    >
      {endpoints.isError && (
        <p role="alert" className="px-4 py-3 text-12 text-err">
          {errorRecord(endpoints.error).message}
        </p>
      )}
      {endpoints.data?.length === 0 && form === undefined && (
        <p className="px-4 py-3 text-12 text-tx-3">{TEXTS.none}</p>
      )}
      {endpoints.data?.map((endpoint) =>
        form?.name === endpoint.name ? (
          <EndpointForm
            key={endpoint.name}
            endpoint={endpoint}
            others={endpoints.data}
            onSaved={saved}
            onCancel={close}
          />
        ) : (
          <EndpointRow
            key={endpoint.name}
            endpoint={endpoint}
            group={group}
            chosen={isEndpointChosen(choice, endpoint.name)}
            onChoose={() => onChoice(refOf(endpoint))}
            onEdit={() => setForm({ name: endpoint.name })}
          />
        ),
      )}
      {form && form.name === undefined && (
        <EndpointForm others={endpoints.data ?? []} onSaved={saved} onCancel={close} />
      )}
    </ChoiceSection>
  );
}

function refOf(endpoint: EndpointInfo): CaptionerChoice {
  return { kind: 'ref', ref: { kind: 'endpoint', endpoint: endpoint.name, model: endpoint.model } };
}

function EndpointRow({
  endpoint,
  group,
  chosen,
  onChoose,
  onEdit,
}: {
  readonly endpoint: EndpointInfo;
  readonly group: string | undefined;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onEdit: () => void;
}) {
  return (
    <ChoiceRow
      group={group}
      title={endpoint.name}
      chosen={chosen}
      onChoose={onChoose}
      facts={
        <>
          {endpoint.hasKey ? (
            <Chip tone="ok" icon={KeyRound}>
              {TEXTS.key}
            </Chip>
          ) : (
            <Chip icon={KeyRound}>{TEXTS.noKey}</Chip>
          )}
          {endpoint.price ? (
            <span className="text-11 text-tx-3">
              {TEXTS.price(endpoint.price.inputPerMillion, endpoint.price.outputPerMillion)}
            </span>
          ) : (
            <Chip tone="warn" icon={TriangleAlert}>
              {TEXTS.noPrice}
            </Chip>
          )}
        </>
      }
      actions={
        <>
          <IconButton
            icon={Pencil}
            size={24}
            iconSize={14}
            label={TEXTS.editThis(endpoint.name)}
            onClick={onEdit}
          />
          <IconButton
            icon={Trash2}
            size={24}
            iconSize={14}
            label={TEXTS.removeThis(endpoint.name)}
            onClick={() => void removeEndpoint(endpoint)}
          />
        </>
      }
    >
      <span className="mono break-all">
        {endpoint.model || TEXTS.noModel} · {endpoint.url}
      </span>
    </ChoiceRow>
  );
}

async function removeEndpoint(endpoint: EndpointInfo): Promise<void> {
  try {
    await engine().captioner.removeEndpoint({ name: endpoint.name });
    toast(TEXTS.removed(endpoint.name));
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
  }
  await queryClient.invalidateQueries({ queryKey: api.captioner.endpoints.key() });
}
