import { useQuery } from '@tanstack/react-query';
import { KeyRound, Network, Pencil, Plus, Trash2, TriangleAlert } from 'lucide-react';
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
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { ChoiceRow, ChoiceSection } from './ChoiceRow.tsx';
import { type CaptionerChoice, isEndpointChosen } from './captioner-choice.ts';
import { EndpointForm } from './EndpointForm.tsx';
import { EndpointLive } from './EndpointLive.tsx';
import { useEndpointStatistics } from './endpoint-statistics.ts';

const TEXTS = CAPTIONER_TEXTS.endpoints;

/** Which form is open: none, a new endpoint's, or that of one by name. */
type OpenForm = { readonly name: string | undefined } | undefined;

/** The user's endpoints: with a key from a provider, or servers of their own. */
export function EndpointSection({
  group,
  choice,
  onChoice,
  openFor,
  live = false,
}: {
  readonly group: string | undefined;
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
  /** Opens the form of this endpoint at its key. */
  readonly openFor?: string;
  /** Shows what each has done since the app started. */
  readonly live?: boolean;
}) {
  const endpoints = useQuery(
    // Those that the app serves itself stand in a list of their own.
    api.captioner.endpoints.queryOptions({ select: (all) => all.filter(({ isServed }) => !isServed) }),
  );
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
          <div key={endpoint.name} className="border-line border-t first:border-t-0">
            <EndpointRow
              endpoint={endpoint}
              group={group}
              chosen={isEndpointChosen(choice, endpoint.name)}
              onChoose={() => onChoice(refOf(endpoint))}
              onEdit={() => setForm({ name: endpoint.name })}
            />
            {live && <EndpointStatisticsOf name={endpoint.name} />}
          </div>
        ),
      )}
      {form && form.name === undefined && (
        <EndpointForm others={endpoints.data ?? []} onSaved={saved} onCancel={close} />
      )}
    </ChoiceSection>
  );
}

function EndpointStatisticsOf({ name }: { readonly name: string }) {
  const statistics = useEndpointStatistics().find((one) => one.name === name);
  return statistics === undefined || statistics.requests === 0 ? null : (
    <EndpointLive statistics={statistics} />
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
          {endpoint.members && (
            <Chip icon={Network}>{ENDPOINT_TEXTS.members.count(endpoint.members.length + 1)}</Chip>
          )}
          <PriceOf endpoint={endpoint} />
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

/** What was entered, else what the table has, which is to be checked. */
function PriceOf({ endpoint }: { readonly endpoint: EndpointInfo }) {
  const { price, listedPrice, listedPriceIsOwn } = endpoint;
  const known = price ?? listedPrice;
  if (known === undefined)
    return (
      <Chip tone="warn" icon={TriangleAlert}>
        {TEXTS.noPrice}
      </Chip>
    );
  return (
    <>
      <span className="text-11 text-tx-3">{TEXTS.price(known.inputPerMillion, known.outputPerMillion)}</span>
      {price === undefined && listedPrice && !listedPriceIsOwn && (
        <Chip tone="warn" icon={TriangleAlert}>
          {ENDPOINT_TEXTS.prices.check(listedPrice.asOf)}
        </Chip>
      )}
    </>
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
