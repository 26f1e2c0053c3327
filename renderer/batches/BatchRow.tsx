import type { ProviderBatch } from '../../core/contract/provider-batch.ts';
import { formatCount, formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { BATCH_TEXTS } from '../texts/batches.ts';
import { batchStatus, canCancel, canForget } from './batch-status.ts';
import { forgetBatch } from './batches-state.ts';

/** One batch: how far it is, how old, what it costs, and what can be done about it. */
export function BatchRow({
  batch,
  now,
  onFailures,
  onCancel,
}: {
  readonly batch: ProviderBatch;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onFailures: () => void;
  readonly onCancel: () => void;
}) {
  const { id, model, endpoint, requests, done, failed, sentAt, expiresAt, endedAt, trouble } = batch;
  return (
    <tr className="h-8 border-line border-t hover:bg-bg-4" data-testid="batch">
      <td className="mono px-4">{BATCH_TEXTS.number(id)}</td>
      <td className="px-4">
        <span className="flex items-center gap-1.5 whitespace-nowrap">
          <StatusIcon status={batchStatus(batch)} size={14} />
          {BATCH_TEXTS.states[batch.state]}
          {trouble !== undefined && !batch.collected && (
            <span
              className="max-w-60 truncate text-warn"
              title={`${trouble.message} ${trouble.remedy ?? ''}`}
            >
              {trouble.message}
            </span>
          )}
        </span>
      </td>
      <td className="max-w-48 truncate px-4" title={endpoint}>
        {model}
      </td>
      <td className="px-4">
        <span className="flex items-center justify-end gap-2">
          <progress
            value={done + failed}
            max={Math.max(1, requests)}
            aria-label={BATCH_TEXTS.answered(done + failed, requests)}
            className="h-1 w-16 appearance-none overflow-hidden rounded-full bg-track [&::-webkit-progress-bar]:bg-track [&::-webkit-progress-value]:bg-accent-line"
          />
          <span className="mono whitespace-nowrap">{BATCH_TEXTS.answered(done, requests)}</span>
        </span>
      </td>
      <td className="mono px-4 text-right">
        {failed > 0 && batch.collected ? (
          <button
            type="button"
            aria-label={BATCH_TEXTS.failures(failed)}
            onClick={onFailures}
            className="text-err hover:underline"
          >
            {formatCount(failed)}
          </button>
        ) : (
          formatCount(failed)
        )}
      </td>
      <td
        className="mono whitespace-nowrap px-4"
        title={
          expiresAt === undefined || batch.collected ? undefined : BATCH_TEXTS.expires(formatWhen(expiresAt))
        }
      >
        {sentAt === undefined ? BATCH_TEXTS.notSent : formatWhen(sentAt)}
      </td>
      <td className="mono whitespace-nowrap px-4">
        {sentAt === undefined ? '' : formatElapsed((endedAt ?? Math.max(now, sentAt)) - sentAt)}
      </td>
      <td className="mono whitespace-nowrap px-4 text-right">
        {batch.costUsd === undefined ? BATCH_TEXTS.atMost(batch.worstUsd) : formatMoney(batch.costUsd)}
      </td>
      <td className="px-4 text-right">
        {canCancel(batch) && (
          <Button size="small" kind="quiet" onClick={onCancel}>
            {BATCH_TEXTS.cancel}
          </Button>
        )}
        {canForget(batch) && (
          <Button size="small" kind="quiet" onClick={() => void forgetBatch(id)}>
            {BATCH_TEXTS.forget}
          </Button>
        )}
      </td>
    </tr>
  );
}
