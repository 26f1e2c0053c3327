import { useQuery } from '@tanstack/react-query';
import { FolderOpen, Server } from 'lucide-react';
import { useState } from 'react';
import type { ManagedServer } from '../../core/serving/managed-server.ts';
import { ChoiceRow, ChoiceSection } from '../captioners/ChoiceRow.tsx';
import { type CaptionerChoice, isEndpointChosen } from '../captioners/captioner-choice.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { engine } from '../rpc/client.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { SERVING_TEXTS as TEXTS } from '../texts/serving.ts';
import { useFollowed } from '../training/follow.ts';
import { describeServer, toneOf } from './describe-server.ts';
import { ServerActions } from './ServerActions.tsx';
import { ServingNeeds } from './ServingNeeds.tsx';
import { serveFolder, serveModel } from './serve-actions.ts';
import { unservedModels } from './unserved-models.ts';

/** Models that the app serves itself, those of the project that it could serve, and what serving needs. */
export function ServedSection({
  group,
  choice,
  onChoice,
}: {
  readonly group: string | undefined;
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
}) {
  const { value: servers } = useFollowed('servers', (signal) =>
    engine().serving.watch(undefined, { signal }),
  );
  const isOpen = useProject((state) => Boolean(state.project));
  const jobs = useQuery(api.training.jobs.list.queryOptions({ enabled: isOpen }));
  const trained = unservedModels(isOpen ? (jobs.data ?? []) : [], servers ?? []);
  const [isServing, serve] = useServing();
  return (
    <ChoiceSection
      title={TEXTS.title}
      text={TEXTS.text}
      action={
        <Button
          size="small"
          icon={isServing ? undefined : FolderOpen}
          disabled={isServing}
          onClick={() => serve(serveFolder)}
        >
          {isServing && <Spinner size={14} />}
          {isServing ? TEXTS.preparing : TEXTS.serveFolder}
        </Button>
      }
    >
      <ServingNeeds />
      {servers?.length === 0 && trained.length === 0 && (
        <p className="px-4 py-3 text-12 text-tx-3">{TEXTS.none}</p>
      )}
      {servers?.map((server) => (
        <ServerRow
          key={server.name}
          server={server}
          group={group}
          chosen={isEndpointChosen(choice, server.name)}
          onChoose={() =>
            onChoice({ kind: 'ref', ref: { kind: 'endpoint', endpoint: server.name, model: server.name } })
          }
        />
      ))}
      {trained.map(({ digest, title }) => (
        <ChoiceRow
          key={digest}
          group={group}
          title={title}
          chosen={false}
          disabled
          onChoose={() => undefined}
          actions={
            <Button
              size="small"
              icon={Server}
              disabled={isServing}
              title={TEXTS.serveHint}
              aria-label={TEXTS.serveThis(title)}
              onClick={() => serve(() => serveModel({ digest }, title))}
            >
              {TEXTS.serve}
            </Button>
          }
        >
          {TEXTS.trained}
        </ChoiceRow>
      ))}
    </ChoiceSection>
  );
}

/** Reading gigabytes of weights for their digest takes a while: one at a time. */
function useServing(): readonly [boolean, (work: () => Promise<unknown>) => void] {
  const [isServing, setServing] = useState(false);
  return [
    isServing,
    (work) => {
      setServing(true);
      void work().finally(() => setServing(false));
    },
  ];
}

function ServerRow({
  server,
  group,
  chosen,
  onChoose,
}: {
  readonly server: ManagedServer;
  readonly group: string | undefined;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { title, name, state, error } = server;
  const isUnderWay = state === 'waiting' || state === 'starting' || state === 'stopping';
  return (
    <div data-testid="served-model" data-state={state} className="border-line border-t first:border-t-0">
      <ChoiceRow
        group={group}
        title={title}
        chosen={chosen}
        onChoose={onChoose}
        facts={
          <>
            {isUnderWay && <Spinner size={14} />}
            <Chip tone={toneOf(state)}>{TEXTS.states[state]}</Chip>
          </>
        }
        actions={<ServerActions server={server} />}
      >
        <p className="mono break-all text-tx-3">{name}</p>
        <p aria-live="polite" className={state === 'failed' ? 'text-err' : undefined}>
          {describeServer(server)} {error?.remedy && <span className="text-tx-2">{error.remedy}</span>}
        </p>
        {error?.excerpt && (
          <pre className="mono mt-1 max-h-32 overflow-auto whitespace-pre-wrap break-words rounded-4 bg-field p-2 text-tx-2">
            {error.excerpt}
          </pre>
        )}
      </ChoiceRow>
    </div>
  );
}
