import { OperationalError } from '../../../core/errors.ts';
import type { BatchAnswer, StoredBatch } from '../../store/provider-batches-table.ts';
import type { ResultKey } from '../../store/run-store.ts';
import { refusedBatch, tokenLimitIn } from './batch-errors.ts';
import type { BatchStep, BatchWork } from './batch-work.ts';
import { answerOf, failed, notDone, readBatchLine } from './read-batch-line.ts';
import type { RemoteBatch } from './remote-batch.ts';

/** So many answers are put on disk together. */
const CHUNK = 256;

/**
 * Fetches what an ended batch has come to, in any order and more than once if need be: the first answer to a request holds, lines that
 * nobody asked for are passed over, and what no line answers is decided by how the batch ended. Its money is settled with the last answer.
 */
export async function collectBatch(step: BatchStep, remote: RemoteBatch): Promise<void> {
  const { work, batch } = step;
  for (const file of [remote.outputFile, remote.errorFile]) {
    if (file !== undefined) await collectFile(step, file);
  }
  finishBatch(work, batch, (request) => endOf(remote, batch, request.worstUsd));
  await work.committed();
}

async function collectFile({ work, batch, client, signal }: BatchStep, file: string): Promise<void> {
  let answers: (readonly [ResultKey, BatchAnswer])[] = [];
  async function hand(): Promise<void> {
    await work.committed();
    work.deliver(answers);
    answers = [];
  }
  try {
    for await (const line of client.lines(file, signal)) {
      const read = 'text' in line ? readBatchLine(line.text) : undefined;
      const request = read && work.table.waiting(batch.id, read.key);
      if (read === undefined || request === undefined || request.attempt !== read.attempt) continue;
      const answer = answerOf(read, { batch, request, now: work.now() });
      if (work.table.answer(batch.id, request.key, answer)) answers.push([request.key, answer]);
      if (answers.length >= CHUNK) await hand();
    }
  } finally {
    // What came before a cut is stored, and would not be told of again.
    if (answers.length > 0) await hand();
  }
}

/** Answers what is left, settles the money, and tells those who still wait. */
export function finishBatch(
  work: BatchWork,
  batch: StoredBatch,
  answerFor: (request: { readonly worstUsd: number }) => BatchAnswer,
): void {
  const { table } = work;
  const rest = table.unanswered(batch.id).map((request) => {
    const answer = answerFor(request);
    table.answer(batch.id, request.key, answer);
    return [request.key, answer] as const;
  });
  const { replies, failed: failures, billedUsd } = table.totals(batch.id);
  work.settle(batch, billedUsd);
  table.change(batch.id, {
    collected: true,
    done: replies,
    failed: failures,
    costUsd: billedUsd,
    endedAt: work.now(),
  });
  void work.committed().then(
    () => {
      work.deliver(rest);
      work.changed();
    },
    // The store has failed: whoever writes next is told, and nothing of this is known to the next run.
    () => undefined,
  );
}

function endOf(remote: RemoteBatch, batch: StoredBatch, worstUsd: number): BatchAnswer {
  if (remote.status === 'failed') return refusedAnswer(remote, batch);
  if (remote.status === 'expired' || remote.status === 'cancelled') return notDone(batch, remote.status);
  return notDone(batch, 'missing', worstUsd);
}

/** The whole batch was refused, and nothing is billed. Where too many tokens were enqueued, the requests only have to wait for their turn. */
function refusedAnswer({ complaint }: RemoteBatch, batch: StoredBatch): BatchAnswer {
  if (tokenLimitIn(complaint) === undefined)
    return failed(refusedBatch(batch.endpoint, complaint), { attempt: 1, again: false, billedUsd: 0 });
  const error = new OperationalError(
    'ENDPOINT_RATE_LIMITED',
    `“${batch.endpoint}” takes no more tokens into its queue of batches now.`,
    { remedy: 'Enter its limit of enqueued tokens in the settings, or run again later.', excerpt: complaint },
  );
  return failed(error, { attempt: 1, again: true, billedUsd: 0 });
}
