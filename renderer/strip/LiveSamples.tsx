import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { OutcomeRecord } from '../../core/run.ts';
import { openImage, selectNodes } from '../app/screen.ts';
import { useCatalog, useFlowNode } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { baseName } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { api } from '../rpc/queries.ts';
import { SampleActions } from '../seeing/SampleActions.tsx';
import { targetOf } from '../seeing/target-of.ts';
import { TEXTS } from '../texts.ts';

const LIMIT = 24;

/** The latest captions beside their images, newest first; without `follow` the list stands still. */
export function LiveSamples({ follow }: { readonly follow: boolean }) {
  const { data } = useQuery({
    ...api.run.live.queryOptions({ input: { limit: LIMIT } }),
    placeholderData: (before) => before,
  });
  const held = useRef<readonly OutcomeRecord[]>([]);
  if (follow && data) held.current = data;
  const shown = follow ? (data ?? []) : held.current;
  if (shown.length === 0) return data ? <Ghosts /> : null;
  return (
    <ul className="flex h-full overflow-x-auto overflow-y-hidden">
      {shown.map((record) => (
        <LiveSample key={`${record.node} ${record.sample.id}`} record={record} />
      ))}
    </ul>
  );
}

function LiveSample({ record }: { readonly record: OutcomeRecord }) {
  const catalog = useCatalog();
  const node = useFlowNode(record.node);
  const { image, location, caption } = record.sample.facets;
  const name = caption?.model || (node ? nodeTitle(node, catalog) : record.node);
  const path = location?.path ?? '';
  return (
    <li className="group flex w-63 shrink-0 gap-2.5 border-line border-r p-2.5" data-testid="live-sample">
      <button
        type="button"
        aria-label={`${TEXTS.inspector.open} ${baseName(path)}`}
        title={path}
        onClick={() => openImage(image.hash)}
        className="flex aspect-square h-full max-h-30 shrink-0 items-center justify-center overflow-hidden rounded-4 bg-mat"
      >
        <img src={native().thumbUrl(image.hash)} alt="" className="max-h-full max-w-full object-contain" />
      </button>
      <div className="flex min-w-0 flex-1 flex-col">
        <span className="flex h-6 items-center gap-1">
          <button
            type="button"
            onClick={() => selectNodes([record.node])}
            className="min-w-0 flex-1 truncate text-left font-medium text-11 text-tx-2 hover:text-tx-1"
          >
            {name}
          </button>
          <SampleActions
            target={targetOf(record)}
            className="opacity-0 transition-opacity duration-120 focus-within:opacity-100 group-hover:opacity-100"
          />
        </span>
        <p className="mt-0.5 line-clamp-3 shrink-0 break-words text-12">{caption?.text}</p>
        <span className="mono mt-auto truncate text-tx-3">
          {[
            TEXTS.strip.characters(caption?.text.length ?? 0),
            record.reused ? TEXTS.strip.reused.toLowerCase() : undefined,
            baseName(path),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
    </li>
  );
}

/** The layout of what will stand here, and when. */
function Ghosts() {
  return (
    <div className="flex h-full items-center gap-6 overflow-hidden p-3">
      {[0, 1, 2].map((index) => (
        <div key={index} aria-hidden className="flex h-full shrink-0 items-center gap-2.5">
          <span className="aspect-square h-full max-h-22 rounded-4 border border-line bg-bg-3" />
          <span className="flex w-28 flex-col gap-2.5">
            <span className="h-2 bg-bg-4" />
            <span className="h-2 bg-bg-4" />
            <span className="h-2 bg-bg-4" />
          </span>
        </div>
      ))}
      <p className="max-w-80 text-12 text-tx-2">{TEXTS.strip.empty}</p>
    </div>
  );
}
