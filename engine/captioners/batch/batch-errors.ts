import { APIError, APIUserAbortError } from 'openai';
import { type CodedError, OperationalError, UserError } from '../../../core/errors.ts';
import { classifyFailure, saidBy } from '../endpoint/classify-failure.ts';

/** What a call about a batch ran into, in the table's codes. What is about the whole batch would hit every request of it, and pauses the run [RUN6]. */
export function batchTrouble(
  thrown: unknown,
  context: { readonly endpoint: string; readonly model: string; readonly now: number },
): CodedError {
  const { endpoint } = context;
  const status = thrown instanceof APIError ? thrown.status : undefined;
  if (status === 404 || status === 405 || status === 501) return unsupported(endpoint);
  const timedOut =
    thrown instanceof APIUserAbortError || (thrown instanceof DOMException && thrown.name === 'TimeoutError');
  const { error } = classifyFailure(thrown, { ...context, timedOut });
  if (error.code !== 'ENDPOINT_BAD_REQUEST') return error;
  return refusedBatch(endpoint, thrown instanceof APIError ? saidBy(thrown) : error.message);
}

/** The provider answered that it will not take it: nothing was created. */
export function isRefusal(thrown: unknown): boolean {
  const status = thrown instanceof APIError ? thrown.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 408;
}

function unsupported(endpoint: string): UserError {
  return new UserError('BATCH_UNSUPPORTED', `“${endpoint}” has no Batch API.`, {
    remedy: 'Stop, set the captioner’s delivery to direct, and run again: nothing was sent.',
  });
}

/** What a provider said when it refused a whole batch. */
export function refusedBatch(endpoint: string, said: string): CodedError {
  if (/insufficient_quota|billing_hard_limit|billing_not_active/i.test(said))
    return new UserError('ENDPOINT_QUOTA', `The account behind “${endpoint}” has no credit left.`, {
      remedy: 'Add credit or raise the limit at the provider, then resume.',
      excerpt: said,
    });
  if (/model_not_found|invalid_model|unknown_model/i.test(said))
    return new UserError('ENDPOINT_MODEL_UNKNOWN', `“${endpoint}” has no such model for batches.`, {
      remedy: 'Choose one of its models on the captioner, or deliver directly.',
      fix: 'choose-captioner',
      excerpt: said,
    });
  return new UserError('BATCH_FAILED', `“${endpoint}” refused the batch.`, {
    remedy: 'Read its answer, put right what it names, then resume: the requests are sent in a new batch.',
    excerpt: said.slice(0, 2000),
  });
}

/** The limit of enqueued tokens that a refusal names; undefined where it is about something else. `limit` is undefined where no number stands there. */
export function tokenLimitIn(said: string): { readonly limit: number | undefined } | undefined {
  if (!/token_limit_exceeded|enqueued token limit/i.test(said)) return undefined;
  const digits = /limit:?\s*([\d,]{1,20})/i.exec(said)?.[1]?.replaceAll(',', '');
  return { limit: digits ? Number(digits) : undefined };
}

/** For the requests of a batch that a person did not want to be sent. */
export function notSent(): CodedError {
  return new OperationalError('BATCH_INCOMPLETE', 'The batch was cancelled before it was sent.', {
    remedy: 'Run again: it is asked in the next batch.',
    fix: 'retry-failed',
  });
}

/** For a batch that its provider says it has not: another account's key is in the settings, or it is gone. */
export function unknownThere(endpoint: string): OperationalError {
  return new OperationalError('BATCH_INCOMPLETE', `“${endpoint}” does not know this batch.`, {
    remedy:
      'Check that its key belongs to the account that the batch was sent from; or forget the batch, and it is asked anew.',
  });
}
