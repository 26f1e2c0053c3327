import { useQuery } from '@tanstack/react-query';
import { List, Play, Search, X } from 'lucide-react';
import { Popover as Radix } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { OutcomeRecord } from '../../core/run.ts';
import { startRun } from '../app/run-control.ts';
import { openImage, peekAt } from '../app/screen.ts';
import { useNodeProgress } from '../canvas/run-node.ts';
import { useCatalog, useDescriptor, useFlowNode } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { baseName } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { PortShape } from '../parts/PortShape.tsx';
import { TextField } from '../parts/TextField.tsx';
import { api } from '../rpc/queries.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { TEXTS as ALL } from '../texts.ts';
import { filterSamples, sampleKey } from './filter-samples.ts';
import { type GridPicture, PictureGrid } from './PictureGrid.tsx';
import { endPeek, type PeekTarget, usePeek } from './peek-state.ts';
import { SampleActions } from './SampleActions.tsx';

const TEXTS = SEEING_TEXTS.peek;
/** So many the engine keeps of each node. */
const LIMIT = 50;

/** The latest samples of a wire as pictures, beside where they were asked for. */
export function PeekPanel({ target }: { readonly target: PeekTarget }) {
  const node = useFlowNode(target.node);
  const catalog = useCatalog();
  const port = useDescriptor(node?.type)?.outputs.find(({ name }) => name === target.port);
  const title = node ? nodeTitle(node, catalog) : target.node;
  const { x, y } = target.at;
  const anchor = useMemo(
    () => ({ current: { getBoundingClientRect: () => new DOMRect(x - 16, y - 8, 32, 16) } }),
    [x, y],
  );
  return (
    <Radix.Root open onOpenChange={(open) => !open && endPeek()}>
      <Radix.Anchor virtualRef={anchor} />
      <Radix.Portal>
        <Radix.Content
          aria-label={TEXTS.name(title, port?.label ?? target.port)}
          side="bottom"
          sideOffset={8}
          collisionPadding={12}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            usePeek.getState().cameFrom?.focus();
          }}
          className="appear z-30 flex max-h-[min(560px,80vh)] w-[440px] max-w-[calc(100vw-24px)] flex-col rounded-8 border border-line-2 bg-bg-2 shadow-2 outline-none"
        >
          <header className="flex h-10 shrink-0 items-center gap-2 border-line border-b pr-1.5 pl-3">
            {port && <PortShape type={port.type} />}
            <h2 className="min-w-0 truncate font-semibold text-12">{title}</h2>
            <span className="truncate text-11 text-tx-3">{port?.label ?? target.port}</span>
            <span className="flex-1" />
            <IconButton
              icon={List}
              size={24}
              iconSize={14}
              label={TEXTS.all}
              onClick={() => {
                endPeek();
                peekAt({ node: target.node, port: target.port });
              }}
            />
            <IconButton icon={X} size={24} iconSize={14} label={ALL.close} keys="Esc" onClick={endPeek} />
          </header>
          <Samples target={target} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Samples({ target }: { readonly target: PeekTarget }) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState<string>();
  const total = useNodeProgress(target.node)?.outputs[target.port];
  const { data, isPending } = useQuery({
    ...api.run.samples.queryOptions({ input: { node: target.node, port: target.port, limit: LIMIT } }),
    placeholderData: (before) => before,
  });
  const samples = data ?? [];
  const shown = filterSamples(samples, search);
  const record = shown.find((one) => sampleKey(one) === active) ?? shown[0];
  if (isPending) return <div className="h-40" />;
  if (samples.length === 0) return <Empty target={target} />;
  return (
    <>
      <div className="flex shrink-0 items-center gap-3 px-3 pt-2.5">
        <TextField
          icon={Search}
          aria-label={TEXTS.filter}
          placeholder={TEXTS.filter}
          value={search}
          onValue={setSearch}
          className="flex-1"
        />
        <span role="status" className="mono shrink-0 text-tx-2" title={TEXTS.refresh}>
          {search.trim() === ''
            ? TEXTS.count(samples.length, Math.max(total ?? 0, samples.length))
            : TEXTS.matching(shown.length, samples.length)}
        </span>
      </div>
      <div className="min-h-24 flex-1 overflow-y-auto p-3">
        {shown.length === 0 ? (
          <p className="py-4 text-12 text-tx-2">{TEXTS.noneMatch}</p>
        ) : (
          <PictureGrid
            label={TEXTS.grid}
            pictures={shown.map(toPicture)}
            active={record && sampleKey(record)}
            onActive={setActive}
            onChoose={({ image }) => {
              if (image === '') return;
              endPeek();
              openImage(image);
            }}
            autoFocus
          />
        )}
      </div>
      {record && <Detail record={record} />}
    </>
  );
}

/** What the active picture is: its path, its caption, and what can be done with it. */
function Detail({ record }: { readonly record: OutcomeRecord }) {
  const { facets, id } = record.sample;
  const { path } = facets.location;
  const verdict = [record.reason, record.detail].filter(Boolean).join(': ');
  const text = facets.caption?.text ?? facets.prompt?.text ?? TEXTS.noCaption;
  return (
    <div className="shrink-0 border-line border-t px-3 py-2" aria-live="polite">
      <div className="flex items-center gap-2">
        <span className="mono min-w-0 flex-1 truncate text-tx-3" title={path}>
          {path}
        </span>
        <SampleActions
          target={{
            image: facets.image.hash,
            path,
            ...(facets.image.hash === '' && { sample: id, node: record.node }),
          }}
          onAct={endPeek}
        />
      </div>
      {verdict !== '' && <p className="truncate text-11 text-tx-2">{verdict}</p>}
      <p className="mt-0.5 line-clamp-4 h-[84px] break-words text-13 text-tx-1 leading-[21px]">{text}</p>
    </div>
  );
}

function Empty({ target }: { readonly target: PeekTarget }) {
  return (
    <div className="flex flex-col items-start gap-3 p-4">
      <p className="text-12 text-tx-2">{TEXTS.empty}</p>
      <Button
        icon={Play}
        onClick={() => {
          endPeek();
          void startRun({ to: target.to ?? target.node });
        }}
      >
        {TEXTS.run}
      </Button>
    </div>
  );
}

function toPicture(record: OutcomeRecord): GridPicture {
  const { image, location, caption } = record.sample.facets;
  return {
    key: sampleKey(record),
    image: image.hash,
    label: [baseName(location.path), record.reason, caption?.text].filter(Boolean).join(', '),
    ...(record.outcome === 'failed' && { mark: 'failed' as const }),
  };
}
