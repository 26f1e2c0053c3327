import type { StoredBatch } from '../../store/provider-batches-table.ts';
import type { BatchPart } from './batch-part.ts';

const number = (count: number) => count.toLocaleString('en-US');
const money = (usd: number) => (usd > 0 ? `, at most $${usd.toFixed(2)}` : '');

/** What a captioner's card says of its batches, in the order of their numbers: what it waits for, or what it is about to send. */
export function batchDetail(
  batches: readonly StoredBatch[],
  open: BatchPart | undefined,
): string | undefined {
  const place = (id: number) => batches.findIndex((batch) => batch.id === id) + 1;
  const waited = batches.find(({ collected, sentAt }) => !collected && sentAt !== undefined);
  if (waited !== undefined) {
    const { done, failed, requests } = waited;
    const batch = `batch ${place(waited.id)} of ${batches.length}`;
    return `Waits for ${batch}: ${number(done + failed)} of ${number(requests)} done`;
  }
  if (open !== undefined) {
    const { requests } = open.size;
    return `Gathers batch ${place(open.batch.id)}: ${number(requests)} requests${money(open.worstUsd)}`;
  }
  const sending = batches.find(({ collected }) => !collected);
  if (sending === undefined) return undefined;
  const { id, requests, bytes, worstUsd } = sending;
  return `Sends batch ${place(id)}: ${number(requests)} requests, ${number(Math.ceil(bytes / 1e6))} MB${money(worstUsd)}`;
}
