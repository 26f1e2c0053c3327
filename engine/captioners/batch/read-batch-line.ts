import { APIError } from 'openai';
import { z } from 'zod';
import type { CaptionReply } from '../../../core/captioner.ts';
import { type CodedError, OperationalError, toCodedError, toErrorRecord } from '../../../core/errors.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import type { BatchAnswer, BatchRequestRow, StoredBatch } from '../../store/provider-batches-table.ts';
import type { ResultKey } from '../../store/run-store.ts';
import { classifyFailure } from '../endpoint/classify-failure.ts';
import { costUsd } from '../endpoint/prices.ts';
import { readChatReply } from '../endpoint/read-chat-reply.ts';

const lineShape = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.int(), body: z.json() }).nullish().catch(undefined),
  error: z
    .object({
      code: z.string().nullish().catch(undefined),
      message: z.string().nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** A line of a file of replies, before anybody has asked what it means. */
export interface BatchLine {
  readonly key: ResultKey;
  readonly attempt: number;
  /** The answer of the model's own address. */
  readonly response: { readonly status: number; readonly body: Json } | undefined;
  /** What the batch says instead. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

const CUSTOM_ID = /^([0-9a-f]{32})-(\d{1,9})$/;

/** Names a request in its batch: the key of the result that it will become, and how often it was asked. */
export function customIdOf({ key, attempt }: Pick<BatchRequestRow, 'key' | 'attempt'>): string {
  return `${key}-${attempt}`;
}

/** Undefined for what is no line of ours. */
export function readBatchLine(text: string): BatchLine | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = lineShape.safeParse(content);
  const [, key, attempt] = CUSTOM_ID.exec(parsed.data?.custom_id ?? '') ?? [];
  if (!parsed.success || key === undefined) return undefined;
  const { response, error } = parsed.data;
  return {
    key: key as ResultKey,
    attempt: Number(attempt),
    response: response ? { status: response.status_code, body: response.body } : undefined,
    error: error ? { code: error.code ?? '', message: error.message ?? '' } : undefined,
  };
}

/** What surrounds a line: the batch it belongs to, and the time. */
export interface LineContext {
  readonly batch: StoredBatch;
  readonly request: BatchRequestRow;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a line says about its request: a reply, or a failure with whether it may be billed and is worth another attempt. */
export function answerOf(line: BatchLine, context: LineContext): BatchAnswer {
  const { batch, request, now } = context;
  if (line.response === undefined) return unanswered(line.error, batch);
  const { status, body } = line.response;
  if (status >= 200 && status < 300) return replyOf(body, context);
  const shown = isJsonObject(body) && body.error !== undefined ? body.error : body;
  // The SDK's own type of refusals, so that a refusal means the same in a batch as by itself.
  const thrown = new APIError(
    status,
    isJsonObject(shown) ? shown : { message: String(shown) },
    undefined,
    new Headers(),
  );
  const failure = classifyFailure(thrown, {
    endpoint: batch.endpoint,
    model: batch.model,
    timedOut: false,
    now,
  });
  return failed(failure.error, {
    attempt: request.attempt,
    again: failure.retry !== 'no',
    billedUsd: failure.billed === 'never' ? 0 : request.worstUsd,
  });
}

function replyOf(body: Json, { batch, request, now }: LineContext): BatchAnswer {
  try {
    const { text, finishReason, usage, model } = readChatReply(JSON.stringify(body));
    const known = usage !== undefined && batch.price !== undefined;
    // Without usage nobody knows what it cost: the worst case is what is kept.
    const billedUsd = known ? costUsd(usage, batch.price) : request.worstUsd;
    const reply: CaptionReply = {
      text,
      finishReason,
      latencyMs: Math.max(0, now - (batch.sentAt ?? now)),
      model: model ?? batch.model,
      attempts: request.attempt,
      ...(usage !== undefined && { usage }),
      ...(batch.price !== undefined && { costUsd: billedUsd }),
    };
    return { kind: 'reply', reply, billedUsd };
  } catch (thrown) {
    return failed(toCodedError(thrown), {
      attempt: request.attempt,
      again: false,
      billedUsd: request.worstUsd,
    });
  }
}

/** A request that never had its turn, by the word of the batch. */
function unanswered(error: BatchLine['error'], batch: StoredBatch): BatchAnswer {
  if (error?.code === 'batch_cancelled') return notDone(batch, 'cancelled');
  if (error?.code === 'batch_expired') return notDone(batch, 'expired');
  const said = error === undefined ? '' : [error.code, error.message].filter(Boolean).join(': ');
  const coded = new OperationalError(
    'ENDPOINT_SERVER',
    `“${batch.endpoint}” did not answer this request of the batch.`,
    {
      remedy: 'Run again; if it stays so, ask it directly.',
      fix: 'retry-failed',
      ...(said !== '' && { excerpt: said.slice(0, 2000) }),
    },
  );
  return failed(coded, { attempt: 1, again: true, billedUsd: 0 });
}

/** What becomes of a request that its batch ended without. A cancelled one waits for the next run: somebody wanted it to end. */
export function notDone(
  batch: StoredBatch,
  why: 'expired' | 'cancelled' | 'missing',
  worstUsd = 0,
): BatchAnswer {
  const words = {
    expired: 'The batch expired before it came to this picture.',
    cancelled: 'The batch was cancelled before it came to this picture.',
    missing: 'The batch ended without an answer for this picture.',
  }[why];
  const error = new OperationalError('BATCH_INCOMPLETE', words, {
    remedy: 'Run again: it is asked in the next batch.',
    fix: 'retry-failed',
  });
  // A completed batch may bill what it does not show.
  const billedUsd = why === 'missing' && batch.price !== undefined ? worstUsd : 0;
  return failed(error, { attempt: 1, again: why !== 'cancelled', billedUsd });
}

/** A failure as it is stored. */
export function failed(
  error: CodedError,
  facts: { readonly attempt: number; readonly again: boolean; readonly billedUsd: number },
): BatchAnswer {
  const { attempt, again, billedUsd } = facts;
  return { kind: 'failure', error: { ...toErrorRecord(error), attempts: attempt }, again, billedUsd };
}
