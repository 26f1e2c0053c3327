import { useQuery } from '@tanstack/react-query';
import { CircleCheck, KeyRound, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FlowNode } from '../../../core/flow.ts';
import { chooseCaptioner } from '../../app/fixes.ts';
import { formatBytes } from '../../format.ts';
import { Button } from '../../parts/Button.tsx';
import { Chip } from '../../parts/Chip.tsx';
import { Spinner } from '../../parts/Spinner.tsx';
import { api } from '../../rpc/queries.ts';
import { TEXTS } from '../../texts.ts';
import type { FieldIds } from './FieldRow.tsx';
import type { Field } from './form-model.ts';
import type { ParamState } from './use-param.ts';

/** The captioner that a node uses, with whether it is there; its dialog changes it. */
export function CaptionerField({
  nodes,
  field,
  state,
  ids,
}: {
  readonly nodes: readonly FlowNode[];
  readonly field: Field;
  readonly state: ParamState;
  readonly ids: FieldIds;
}) {
  const value = typeof state.value === 'string' && !state.mixed ? state.value : '';
  const node = nodes[0];
  return (
    <div
      className={`flex items-start justify-between gap-2 rounded-4 border bg-field p-2 ${state.error === undefined ? 'border-line-2' : 'border-err-fill'}`}
    >
      <div className="min-w-0 flex-1">
        {value === '' ? (
          <span className="text-tx-3">{TEXTS.form.noCaptioner}</span>
        ) : field.control === 'endpoint' ? (
          <Endpoint name={value} />
        ) : (
          <LocalModel id={value} />
        )}
      </div>
      <Button
        size="small"
        aria-describedby={ids.message}
        onClick={() => {
          if (node) chooseCaptioner(node.id);
        }}
      >
        {value === '' ? TEXTS.form.chooseCaptioner : TEXTS.form.change}
      </Button>
    </div>
  );
}

function Endpoint({ name }: { readonly name: string }) {
  const endpoints = useQuery(api.captioner.endpoints.queryOptions({})).data;
  const found = endpoints?.find((endpoint) => endpoint.name === name);
  if (endpoints && !found)
    return <Captioner title={name} state={<Missing text={TEXTS.form.endpointMissing} />} />;
  const price = found?.price;
  return (
    <Captioner
      title={name}
      text={found?.url}
      state={
        found && (
          <>
            {!found.hasKey && /^https:/.test(found.url) && (
              <Chip tone="warn" icon={KeyRound}>
                {TEXTS.form.noKey}
              </Chip>
            )}
            {price === undefined && <Chip>{TEXTS.form.priceUnknown}</Chip>}
            {price && price.inputPerMillion + price.outputPerMillion === 0 && <Chip>{TEXTS.form.free}</Chip>}
          </>
        )
      }
    />
  );
}

function LocalModel({ id }: { readonly id: string }) {
  const models = useQuery(api.captioner.models.queryOptions({})).data;
  const model = models?.find((each) => each.id === id);
  if (models && !model) return <Captioner title={id} state={<Missing text={TEXTS.form.modelMissing} />} />;
  if (!model) return <Captioner title={id} />;
  const ready = model.state === 'ready' || model.state === 'bundled';
  return (
    <Captioner
      title={model.title}
      text={model.limits ?? model.summary}
      state={
        <>
          {ready && (
            <Chip tone="ok" icon={CircleCheck}>
              {model.state === 'bundled' ? TEXTS.form.modelBundled : TEXTS.form.modelReady}
            </Chip>
          )}
          {model.state === 'downloading' && (
            <Chip>
              <span className="flex items-center gap-1">
                <Spinner size={12} /> {TEXTS.form.modelDownloading}
              </span>
            </Chip>
          )}
          {model.state === 'missing' && <Missing text={TEXTS.form.modelMissing} />}
          {model.downloadBytes > 0 && <Chip>{formatBytes(model.downloadBytes)}</Chip>}
          <Chip>{model.provider}</Chip>
        </>
      }
    />
  );
}

function Missing({ text }: { readonly text: string }) {
  return (
    <Chip tone="warn" icon={TriangleAlert}>
      {text}
    </Chip>
  );
}

function Captioner({
  title,
  text,
  state,
}: {
  readonly title: string;
  readonly text?: string;
  readonly state?: ReactNode;
}) {
  return (
    <>
      <div className="truncate font-medium text-12 text-tx-1">{title}</div>
      {text && (
        <div className="mt-0.5 line-clamp-4 break-words text-11 text-tx-3" title={text}>
          {text}
        </div>
      )}
      {state && <div className="mt-1.5 flex flex-wrap gap-1">{state}</div>}
    </>
  );
}
