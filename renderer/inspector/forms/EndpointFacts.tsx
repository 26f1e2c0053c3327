import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { CaptionerRef } from '../../../core/captioner.ts';
import type { EndpointInfo } from '../../../core/contract/captioner.ts';
import { useEndpointStatistics } from '../../captioners/endpoint-statistics.ts';
import { HealthMark } from '../../captioners/HealthMark.tsx';
import { Button } from '../../parts/Button.tsx';
import { Chip } from '../../parts/Chip.tsx';
import { api } from '../../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../../texts/captioners.ts';
import { TEXTS } from '../../texts.ts';
import { type CaptionerFieldProps, CaptionerSelect } from './CaptionerSelect.tsx';
import { KeyEntry } from './KeyEntry.tsx';

const NONE: readonly EndpointInfo[] = [];

/** Which endpoint, how it does, what it costs, and whether its key is here; a missing one is entered in place and never shown. */
export function EndpointFacts({
  onChoose,
  ...field
}: CaptionerFieldProps & { readonly onChoose: (captioner: CaptionerRef) => void }) {
  const { value } = field;
  const { data, isSuccess } = useQuery(api.captioner.endpoints.queryOptions({}));
  const endpoints = data ?? NONE;
  const [entering, setEntering] = useState(false);
  const found = endpoints.find((endpoint) => endpoint.name === value);
  const lacksKey = found !== undefined && !found.hasKey && /^https:/.test(found.url);
  const options = endpoints.map((endpoint) => ({
    value: endpoint.name,
    label: endpoint.name,
    hint: endpoint.model || undefined,
  }));
  return (
    <CaptionerSelect
      {...field}
      options={options}
      missing={value !== '' && isSuccess && !found ? TEXTS.form.endpointMissing(value) : undefined}
      onValue={(endpoint) => onChoose({ kind: 'endpoint', endpoint, model: '' })}
    >
      {found && (
        <>
          <p className="mono mt-1.5 flex items-center gap-1.5 text-tx-3">
            <Health name={found.name} />
            <span className="min-w-0 truncate" title={found.url}>
              {found.url}
            </span>
          </p>
          <div className="mt-1.5 flex flex-wrap items-center gap-1">
            <Chip>{priceText(found)}</Chip>
            {found.hasKey && <Chip icon={KeyRound}>{TEXTS.form.keyStored}</Chip>}
            {lacksKey && !entering && (
              <>
                <Chip tone="warn" icon={KeyRound}>
                  {TEXTS.form.noKey}
                </Chip>
                <Button size="small" className="h-5" onClick={() => setEntering(true)}>
                  {TEXTS.form.enterKey}
                </Button>
              </>
            )}
          </div>
          {lacksKey && entering && <KeyEntry endpoint={found.name} onDone={() => setEntering(false)} />}
        </>
      )}
    </CaptionerSelect>
  );
}

function Health({ name }: { readonly name: string }) {
  const statistics = useEndpointStatistics().find((each) => each.name === name);
  const worst =
    statistics?.members.find(({ health }) => health === 'out') ??
    statistics?.members.find(({ health }) => health === 'failing') ??
    statistics?.members[0];
  return worst ? <HealthMark health={worst.health} detail={worst.trouble?.message ?? worst.note} /> : null;
}

function priceText({ price, listedPrice }: EndpointInfo): string {
  const known = price ?? listedPrice;
  if (known === undefined) return TEXTS.form.priceUnknown;
  return known.inputPerMillion + known.outputPerMillion === 0
    ? TEXTS.form.free
    : CAPTIONER_TEXTS.endpoints.price(known.inputPerMillion, known.outputPerMillion);
}
