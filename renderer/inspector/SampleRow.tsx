import { Ban, CircleCheck, OctagonAlert, Recycle } from 'lucide-react';
import type { OutcomeRecord } from '../../core/run.ts';
import { openImage } from '../app/screen.ts';
import { baseName, formatTime } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Chip } from '../parts/Chip.tsx';
import { SampleActions } from '../seeing/SampleActions.tsx';
import { targetOf } from '../seeing/target-of.ts';
import { TEXTS } from '../texts.ts';

/** One sample with what a node did with it; its picture opens it large. */
export function SampleRow({ record }: { readonly record: OutcomeRecord }) {
  const { facets } = record.sample;
  const text = record.error?.message ?? facets.caption?.text ?? facets.prompt?.text ?? '';
  const hash = facets.image?.hash;
  const path = facets.location?.path ?? '';
  return (
    <li className="flex gap-3 border-line border-b px-4 py-2.5">
      <button
        type="button"
        aria-label={`${TEXTS.inspector.open} ${baseName(path)}`}
        disabled={!hash}
        onClick={() => {
          if (hash) openImage(hash);
        }}
        className="flex size-[54px] shrink-0 items-center justify-center overflow-hidden rounded-4 bg-mat"
      >
        {hash && (
          <img src={native().thumbUrl(hash)} alt="" loading="lazy" className="size-full object-cover" />
        )}
      </button>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <span className="mono min-w-0 flex-1 truncate text-tx-3" title={path}>
            {path}
          </span>
          <time
            className="mono text-tx-3"
            dateTime={new Date(record.at).toISOString()}
            title={new Date(record.at).toISOString()}
          >
            {formatTime(record.at)}
          </time>
        </div>
        {text !== '' && (
          <p className={`mt-0.5 line-clamp-3 break-words text-12 ${record.error ? 'text-err' : 'text-tx-1'}`}>
            {text}
          </p>
        )}
        {record.error?.remedy && <p className="text-11 text-tx-2">{record.error.remedy}</p>}
        {record.error?.excerpt && (
          <p className="mono mt-0.5 line-clamp-4 break-words text-tx-2" title={record.error.excerpt}>
            {record.error.excerpt}
          </p>
        )}
        <div className="mt-1 flex flex-wrap items-center gap-1">
          <OutcomeChip record={record} />
          {record.reused && <Chip icon={Recycle}>{TEXTS.strip.reused}</Chip>}
          <SampleActions target={targetOf(record)} className="ml-auto" />
        </div>
      </div>
    </li>
  );
}

function OutcomeChip({ record }: { readonly record: OutcomeRecord }) {
  if (record.outcome === 'failed')
    return (
      <Chip tone="err" icon={OctagonAlert}>
        {record.error?.code ?? TEXTS.strip.failed}
      </Chip>
    );
  if (record.outcome === 'rejected')
    return (
      <Chip icon={Ban}>
        {[record.reason ?? TEXTS.strip.rejected, record.detail].filter(Boolean).join(': ')}
      </Chip>
    );
  return (
    <Chip tone="ok" icon={CircleCheck}>
      {TEXTS.node.kept}
    </Chip>
  );
}
