import { rm } from 'node:fs/promises';
import type { StoredBatch } from '../../store/provider-batches-table.ts';
import type { Budget, Reservation } from '../budget.ts';
import { isRefusal } from './batch-errors.ts';
import { type BatchStep, noteRemote } from './batch-work.ts';
import type { RemoteBatch } from './remote-batch.ts';

interface Sending extends BatchStep {
  readonly budget: Budget;
  /** Its end must not be cut off by a stop: a submission that nobody waits for is one that nobody knows of. */
  readonly closing: AbortSignal;
}

/**
 * Takes a written batch to the provider: reserve, upload, submit. Each step is on disk before the next begins, so that it can be gone on
 * with after a failure, and after a kill it is known what may have been bought [RUN7]. Throws what the budget, the SDK and the network throw.
 */
export async function sendBatch(sending: Sending): Promise<void> {
  await reserve(sending);
  await upload(sending);
  await submit(sending);
}

async function reserve({ work, batch, budget, signal }: Sending): Promise<void> {
  const { table } = work;
  if (current(work, batch).reservation !== undefined) return;
  const worst = batch.price === undefined ? undefined : current(work, batch).worstUsd;
  const reserving = budget.reserve(worst, (id) => table.change(batch.id, { reservation: id }));
  work.keep(batch, await unlessAborted(reserving, signal));
}

/** Room under the cap may take until another batch is settled: a stop does not wait for it, and what comes too late is given back. */
async function unlessAborted(reserving: Promise<Reservation>, signal: AbortSignal): Promise<Reservation> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => {
    stopped.reject(signal.reason);
    reserving.then(
      (late) => late.settle(0),
      // Nobody asks any more why there was no room.
      () => undefined,
    );
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([reserving, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function upload({ work, batch, client, signal }: Sending): Promise<void> {
  if (current(work, batch).inputFile !== undefined) return;
  const path = work.fileOf(batch.mark);
  const inputFile = await client.upload(path, `ekphrasis-${batch.mark}.jsonl`, signal);
  work.table.change(batch.id, { state: 'uploaded', inputFile });
  await work.committed();
  work.changed();
  await rm(path, { force: true });
}

async function submit(sending: Sending): Promise<void> {
  const { work, batch, client, signal, closing } = sending;
  const { state, inputFile = '' } = current(work, batch);
  if (state === 'submitting') {
    const found = await client.findMarked(batch.mark, inputFile, closing);
    if (typeof found === 'object') return take(sending, found);
  }
  signal.throwIfAborted();
  work.table.change(batch.id, { state: 'submitting' });
  await work.committed();
  try {
    take(sending, await client.create(inputFile, batch.mark, closing));
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    work.table.change(batch.id, { state: 'uploaded' });
    throw thrown;
  }
}

function take({ work, batch }: Sending, remote: RemoteBatch): void {
  noteRemote(work, current(work, batch), remote);
}

function current(work: BatchStep['work'], batch: StoredBatch): StoredBatch {
  return work.table.get(batch.id) ?? batch;
}
