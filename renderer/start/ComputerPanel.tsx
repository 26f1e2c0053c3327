import { useMutation, useQuery } from '@tanstack/react-query';
import { Box, CircleCheck, CircleDashed, Cpu, type LucideIcon, Plus, Radar } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { FoundServer, LocalModel } from '../../core/contract/captioner.ts';
import type { SystemInfo } from '../../core/contract/system.ts';
import { confirmChoice, isReady } from '../captioners/captioner-choice.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { toast } from '../parts/Toast.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { START_TEXTS } from '../texts/start.ts';

const TEXTS = START_TEXTS.computer;

const ManageCaptioners = lazy(() =>
  import('../captioners/ModelsScreen.tsx').then((it) => ({ default: it.CaptionerLists })),
);

/** What can write captions here: the starter with its limits, models, endpoints, servers found on request. */
export function ComputerPanel({ info }: { readonly info: SystemInfo | undefined }) {
  const models = useQuery(api.captioner.models.queryOptions());
  const [managing, setManaging] = useState(false);
  const manage = () => setManaging(true);
  return (
    <section aria-labelledby="computer-title">
      <h2 id="computer-title" className="border-line border-b pb-2 font-semibold text-12">
        {TEXTS.title}
      </h2>
      {models.data
        ?.filter(({ state }) => state === 'bundled')
        .map((starter) => (
          <Fact key={starter.id} icon={CircleCheck} ok title={TEXTS.starterTitle}>
            {TEXTS.starter(starter.limits)}
          </Fact>
        ))}
      {info && (
        <Fact icon={Cpu} title={info.gpu ?? TEXTS.machine(info.cores, info.memoryBytes)}>
          {info.gpu !== undefined && TEXTS.machine(info.cores, info.memoryBytes)}
        </Fact>
      )}
      <ModelFact models={models.data} onManage={manage} />
      <EndpointFact onManage={manage} />
      <Dialog open={managing} onClose={() => setManaging(false)} width={760} title={TEXTS.manage}>
        <Suspense fallback={null}>
          <ManageCaptioners />
        </Suspense>
      </Dialog>
    </section>
  );
}

function ModelFact({
  models,
  onManage,
}: {
  readonly models: readonly LocalModel[] | undefined;
  readonly onManage: () => void;
}) {
  const own = models?.filter(({ state }) => state !== 'bundled') ?? [];
  const ready = own.filter(isReady);
  const smallest = own.reduce<number | undefined>(
    (least, { downloadBytes }) => Math.min(least ?? Number.POSITIVE_INFINITY, downloadBytes),
    undefined,
  );
  return (
    <Fact
      icon={ready.length > 0 ? CircleCheck : CircleDashed}
      ok={ready.length > 0}
      title={TEXTS.modelTitle}
      action={
        <Button size="small" icon={Box} onClick={onManage}>
          {TEXTS.chooseModel}
        </Button>
      }
    >
      {ready.length > 0
        ? TEXTS.modelReady(ready.map(({ title }) => title).join(', '))
        : models && TEXTS.modelNone(smallest)}
    </Fact>
  );
}

function EndpointFact({ onManage }: { readonly onManage: () => void }) {
  const endpoints = useQuery(api.captioner.endpoints.queryOptions());
  const search = useQuery(
    api.captioner.findServers.queryOptions({ enabled: false, retry: false, staleTime: 0 }),
  );
  const ready = endpoints.data ?? [];
  return (
    <Fact
      icon={ready.length > 0 ? CircleCheck : CircleDashed}
      ok={ready.length > 0}
      title={TEXTS.endpointTitle}
      action={
        <>
          <Button
            size="small"
            icon={search.isFetching ? undefined : Radar}
            disabled={search.isFetching}
            onClick={() => void search.refetch()}
          >
            {search.isFetching && <Spinner size={14} />}
            {search.isFetching ? TEXTS.finding : TEXTS.find}
          </Button>
          <Button kind="quiet" size="small" icon={Plus} onClick={onManage}>
            {TEXTS.addEndpoint}
          </Button>
        </>
      }
    >
      {ready.length > 0
        ? TEXTS.endpointsReady(ready.map(({ name }) => name).join(', '))
        : endpoints.data && TEXTS.endpointNone}
      <span aria-live="polite">
        {search.isError && <span className="mt-1 block text-err">{errorRecord(search.error).message}</span>}
        {search.data?.length === 0 && <span className="mt-1 block">{TEXTS.foundNone}</span>}
        {search.data?.map((server) => (
          <Found key={server.url} server={server} />
        ))}
      </span>
    </Fact>
  );
}

function Found({ server }: { readonly server: FoundServer }) {
  const model = server.models[0];
  const save = useMutation({
    mutationFn: (name: string) => confirmChoice({ kind: 'server', server, model: name }),
    onSuccess: (ref) => {
      if (ref.kind === 'endpoint') toast(TEXTS.usedAs(ref.endpoint));
    },
    onError: (thrown) => toast(errorRecord(thrown).message, { tone: 'err' }),
  });
  return (
    <span className="mt-1 flex items-center justify-between gap-2">
      <span className="min-w-0 truncate" title={server.url}>
        {TEXTS.found(CAPTIONER_TEXTS.servers.kinds[server.kind], URL.parse(server.url)?.host ?? server.url)}
      </span>
      <Button
        size="small"
        disabled={model === undefined || save.isPending || save.isSuccess}
        onClick={() => model !== undefined && save.mutate(model)}
      >
        {TEXTS.use}
      </Button>
    </span>
  );
}

function Fact({
  icon: Icon,
  ok = false,
  title,
  action,
  children,
}: {
  readonly icon: LucideIcon;
  readonly ok?: boolean;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex gap-2.5 border-line border-b py-2.5 last:border-b-0">
      <Icon
        size={16}
        strokeWidth={1.75}
        className={ok ? 'shrink-0 text-ok' : 'shrink-0 text-tx-3'}
        aria-hidden
      />
      <div className="min-w-0 flex-1">
        <h3 className="font-medium text-12 text-tx-1">{title}</h3>
        <div className="text-11 text-tx-2">{children}</div>
        {action && <div className="mt-1.5 flex flex-wrap gap-1.5">{action}</div>}
      </div>
    </div>
  );
}
