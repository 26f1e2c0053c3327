import { useQuery } from '@tanstack/react-query';
import { Radar } from 'lucide-react';
import { useState } from 'react';
import type { FoundServer } from '../../core/contract/captioner.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { Select } from '../parts/Select.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { ChoiceRow, ChoiceSection } from './ChoiceRow.tsx';
import { type CaptionerChoice, isServerChosen } from './captioner-choice.ts';

const TEXTS = CAPTIONER_TEXTS.servers;

/** Servers on the usual local ports: looked for on request, never by itself. */
export function ServerSection({
  group,
  choice,
  onChoice,
}: {
  readonly group: string;
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
}) {
  const search = useQuery(
    api.captioner.findServers.queryOptions({ enabled: false, retry: false, staleTime: 0 }),
  );
  const find = (
    <Button
      size="small"
      icon={search.isFetching ? undefined : Radar}
      disabled={search.isFetching}
      onClick={() => void search.refetch()}
    >
      {search.isFetching && <Spinner size={14} />}
      {search.isFetching ? TEXTS.finding : search.data ? TEXTS.again : TEXTS.find}
    </Button>
  );
  const found = search.data;
  return (
    <ChoiceSection title={TEXTS.title} text={TEXTS.text} action={find}>
      {search.isError ? (
        <p role="alert" className="px-4 py-3 text-12 text-err">
          {errorRecord(search.error).message}
        </p>
      ) : found && found.length === 0 ? (
        <p className="px-4 py-3 text-12 text-tx-2">{TEXTS.none}</p>
      ) : (
        found?.map((server) => (
          <ServerRow key={server.url} group={group} server={server} choice={choice} onChoice={onChoice} />
        ))
      )}
    </ChoiceSection>
  );
}

function ServerRow({
  group,
  server,
  choice,
  onChoice,
}: {
  readonly group: string;
  readonly server: FoundServer;
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
}) {
  const [picked, setPicked] = useState<string>();
  const model = picked ?? server.models[0];
  const name = TEXTS.kinds[server.kind];
  const choose = (next: string) => onChoice({ kind: 'server', server, model: next });
  return (
    <ChoiceRow
      group={group}
      title={name}
      chosen={isServerChosen(choice, server.url)}
      disabled={model === undefined}
      onChoose={() => model !== undefined && choose(model)}
      facts={<Chip tone="ok">{TEXTS.free}</Chip>}
      actions={
        model !== undefined && (
          <Select
            className="w-52"
            label={TEXTS.model(name)}
            value={model}
            options={server.models.map((id) => ({ value: id, label: id }))}
            onValue={(next) => {
              setPicked(next);
              choose(next);
            }}
          />
        )
      }
    >
      <span className="mono">{server.url}</span>
      {model === undefined && <span> · {TEXTS.noModels}</span>}
    </ChoiceRow>
  );
}
