import { APIConnectionError, APIError } from 'openai';
import {
  CodedError,
  type ErrorCode,
  type ErrorDetails,
  OperationalError,
  toCodedError,
  UserError,
} from '../../../core/errors.ts';
import { retryAfterMs } from './rate-limits.ts';
import { badReply } from './read-chat-reply.ts';

/** What became of a request that gave no reply. */
export interface Failure {
  readonly error: CodedError;
  /** `quickly`: a few attempts close together, as a server that is not there seldom comes back soon. */
  readonly retry: 'no' | 'quickly' | 'patiently';
  /** Whether the other side may bill it: `never` for refused requests, `maybe` where the outcome is unknown. */
  readonly billed: 'never' | 'maybe';
  /** Milliseconds that the other side asks for. */
  readonly waitMs?: number;
  /** Whether fewer requests at once would help: `refused` as too many, or the other side is `overloaded`. */
  readonly pressure?: 'refused' | 'overloaded';
  /** `address`: another address of the same endpoint may do better. `request`: it would be the same everywhere. */
  readonly fault: 'address' | 'request';
  /** Nothing that a chat endpoint says. */
  readonly strange?: boolean;
}

export interface FailureContext {
  readonly endpoint: string;
  readonly model: string;
  readonly timedOut: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const RETRIED = new Set([408, 409, 425, 429]);
/** Causes that mean that nothing was ever sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The process or the system has opened as many files and sockets as it may. */
const NO_SOCKETS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS']);

/** Sorts whatever the SDK or the network threw into the table of codes [RUN6]. */
export function classifyFailure(thrown: unknown, context: FailureContext): Failure {
  const { endpoint } = context;
  if (thrown instanceof CodedError) {
    if (thrown.code === 'ENDPOINT_BAD_REPLY') return strange(thrown, 'maybe');
    return permanent(thrown, 'maybe', thrown.scope === 'run' ? 'address' : 'request');
  }
  if (context.timedOut) {
    return {
      error: new OperationalError('ENDPOINT_TIMEOUT', `“${endpoint}” did not answer in time.`, {
        remedy: 'Run again, or ask for fewer tokens or smaller pictures.',
        fix: 'retry-failed',
      }),
      retry: 'patiently',
      billed: 'maybe',
      pressure: 'overloaded',
      fault: 'address',
    };
  }
  if (thrown instanceof APIConnectionError) return lostConnection(thrown, endpoint);
  if (thrown instanceof APIError && typeof thrown.status === 'number') return refusedRequest(thrown, context);
  if (isNetworkError(thrown)) return lostConnection(thrown, endpoint);
  return permanent(toCodedError(thrown), 'maybe');
}

function lostConnection(thrown: unknown, endpoint: string): Failure {
  const codes = causeCodes(thrown);
  if (codes.some((code) => NO_SOCKETS.has(code))) return noSockets(thrown);
  // Some ports are closed to all clients of HTTP by the fetch standard.
  if (codes.some((code) => NOT_SENT.has(code)) || /bad port/.test(causeText(thrown))) {
    return {
      error: new OperationalError(
        'ENDPOINT_UNREACHABLE',
        `“${endpoint}” could not be reached${codes.length === 0 ? '' : ` (${codes[0]})`}.`,
        {
          remedy: 'Start the server or check its address in the settings, then resume.',
          fix: 'choose-captioner',
          cause: thrown,
        },
      ),
      retry: 'quickly',
      billed: 'never',
      fault: 'address',
    };
  }
  const why = causeText(thrown);
  if (/redirect/i.test(why)) {
    return strange(
      new UserError('ENDPOINT_BAD_REPLY', `“${endpoint}” sends requests on to another address.`, {
        remedy: 'Enter the final address in the settings: pictures and keys are not sent along redirects.',
      }),
      'never',
    );
  }
  if (/certificate|self.signed|SSL|TLS/i.test(why)) {
    return permanent(
      new UserError('ENDPOINT_UNREACHABLE', `The certificate of “${endpoint}” is not trusted.`, {
        remedy: 'Check its address in the settings, or have the server’s certificate renewed.',
        excerpt: why.slice(0, 500),
      }),
      'never',
      'address',
    );
  }
  const timeout = codes.includes('UND_ERR_HEADERS_TIMEOUT') || codes.includes('UND_ERR_BODY_TIMEOUT');
  return {
    error: new OperationalError(
      timeout ? 'ENDPOINT_TIMEOUT' : 'ENDPOINT_SERVER',
      timeout
        ? `“${endpoint}” did not answer in time.`
        : `“${endpoint}” closed the connection before it answered.`,
      {
        remedy: 'Run again; if it stays so, look at the server’s own log.',
        fix: 'retry-failed',
        cause: thrown,
      },
    ),
    retry: 'patiently',
    billed: 'maybe',
    fault: 'address',
    ...(timeout && { pressure: 'overloaded' }),
  };
}

function refusedRequest(thrown: APIError, { endpoint, model, now }: FailureContext): Failure {
  const status = thrown.status ?? 0;
  const said = saidBy(thrown);
  const asked = retryAfterMs(thrown.headers, now);
  const html = /^\s*(<!doctype html|<html)/i.test(said);
  const user = (code: ErrorCode, message: string, details: ErrorDetails) => {
    const error = new UserError(code, message, { excerpt: said.slice(0, 2000), ...details });
    return permanent(error, 'never', error.scope === 'run' ? 'address' : 'request');
  };
  if (status === 429 && isQuota(thrown, said)) {
    return user('ENDPOINT_QUOTA', `The account behind “${endpoint}” has no credit left.`, {
      remedy: 'Add credit or raise the limit at the provider, then resume.',
    });
  }
  if (RETRIED.has(status) || status >= 500) {
    return {
      error: new OperationalError(
        status === 429 ? 'ENDPOINT_RATE_LIMITED' : 'ENDPOINT_SERVER',
        status === 429
          ? `“${endpoint}” takes no more requests now (429).`
          : `“${endpoint}” answered with status ${status}.`,
        {
          remedy:
            status === 429
              ? 'Run again later, or lower the number of requests at once.'
              : 'Run again; if it stays so, look at the server’s own log.',
          fix: 'retry-failed',
          excerpt: said.slice(0, 2000),
          ...(asked !== undefined && { retryAfterSeconds: asked / 1000 }),
        },
      ),
      retry: 'patiently',
      billed: 'never',
      fault: 'address',
      ...(status === 429 && { pressure: 'refused' }),
      ...((status === 503 || status === 529) && { pressure: 'overloaded' }),
      ...(asked !== undefined && { waitMs: asked }),
    };
  }
  if (status === 401 || status === 403) {
    return user('ENDPOINT_AUTH', `“${endpoint}” refused the key (${status}).`, {
      remedy: 'Enter the key again in the settings, then resume.',
      fix: 'enter-key',
    });
  }
  if (html) return strange(badReply(said), 'never');
  if (status === 404 || (status === 400 && namesModel(said, model))) {
    return user('ENDPOINT_MODEL_UNKNOWN', `“${endpoint}” has no model “${model}”.`, {
      remedy: 'Choose one of its models on the captioner, or load the model on the server.',
      fix: 'choose-captioner',
    });
  }
  if (status === 402) {
    return user('ENDPOINT_QUOTA', `The account behind “${endpoint}” has no credit left.`, {
      remedy: 'Add credit at the provider, then resume.',
    });
  }
  return user('ENDPOINT_BAD_REQUEST', `“${endpoint}” refused the request (${status}).`, {
    remedy: 'Read its answer, then change the prompt, the limit of tokens or the size of the pictures.',
  });
}

function permanent(
  error: CodedError,
  billed: Failure['billed'],
  fault: Failure['fault'] = 'request',
): Failure {
  return { error, retry: 'no', billed, fault };
}

/** One such answer may be about the picture; a few in a row are about the address. */
function strange(error: CodedError, billed: Failure['billed']): Failure {
  return { error, retry: 'quickly', billed, fault: 'address', strange: true };
}

/** This machine has no more sockets: not the other side's fault, but fewer at once help. */
function noSockets(cause: unknown): Failure {
  return {
    error: new OperationalError('ENDPOINT_SERVER', 'This computer lets the app open no more connections.', {
      remedy: 'Raise its limit of open files, or lower the number of requests at once.',
      fix: 'retry-failed',
      cause,
    }),
    retry: 'patiently',
    billed: 'never',
    pressure: 'overloaded',
    fault: 'request',
  };
}

function isQuota(thrown: APIError, said: string): boolean {
  return (
    thrown.code === 'insufficient_quota' ||
    thrown.type === 'insufficient_quota' ||
    /insufficient_quota|billing_hard_limit/.test(said)
  );
}

/** A 400 that is about the model and not about the request: says so by code, or names the model as unknown. */
function namesModel(said: string, model: string): boolean {
  if (/model_not_found|invalid_model|unknown_model/.test(said)) return true;
  const about = said.includes(model) || /\bmodel\b/i.test(said);
  return (
    about &&
    /not found|does not exist|unknown|not available|not loaded|no such|invalid model|pinned|preloaded|only serves?/i.test(
      said,
    )
  );
}

/** The body of a refusal as text, whatever its form. */
export function saidBy(thrown: APIError): string {
  const body: unknown = thrown.error;
  const text =
    body === undefined || body === null
      ? thrown.message
      : typeof body === 'string'
        ? body
        : JSON.stringify(body);
  return text.replace(/^\d{3} /, '');
}

function isNetworkError(thrown: unknown): boolean {
  return thrown instanceof TypeError || causeCodes(thrown).length > 0;
}

/** Codes of an error and all its causes; undici and the SDK each wrap what the system said. */
function causeCodes(thrown: unknown): readonly string[] {
  return causes(thrown).flatMap((one) => {
    const code: unknown = (one as { readonly code?: unknown }).code;
    return typeof code === 'string' ? [code] : [];
  });
}

function causeText(thrown: unknown): string {
  return causes(thrown)
    .map((one) => one.message)
    .join(': ');
}

function causes(thrown: unknown): readonly Error[] {
  const all: Error[] = [];
  let one = thrown;
  while (one instanceof Error && all.length < 8) {
    all.push(
      one,
      ...(one instanceof AggregateError ? one.errors.filter((inner) => inner instanceof Error) : []),
    );
    one = one.cause;
  }
  return all;
}
