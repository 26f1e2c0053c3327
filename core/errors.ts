import { withoutSecrets } from './without-secrets.ts';

/**
 * Who has to act: `user` (the message says what to do), `operational` (comes and goes: retried by the engine), `unexpected` (a bug).
 * `sample` errors concern one sample; `run` errors would hit every sample and pause the run [RUN6].
 */
interface CodeFacts {
  readonly kind: 'user' | 'operational' | 'unexpected';
  readonly scope: 'sample' | 'run';
}

const user = { kind: 'user', scope: 'sample' } as const;
const userRun = { kind: 'user', scope: 'run' } as const;
const operational = { kind: 'operational', scope: 'sample' } as const;
const unexpected = { kind: 'unexpected', scope: 'sample' } as const;

/** Every error code of the product. */
export const ERROR_CODES = {
  // captioners
  BATCH_FAILED: userRun,
  BATCH_INCOMPLETE: operational,
  BATCH_UNSUPPORTED: userRun,
  CAPTIONER_MISSING: userRun,
  ENDPOINT_AUTH: userRun,
  ENDPOINT_BAD_REPLY: user,
  ENDPOINT_BAD_REQUEST: user,
  ENDPOINT_MODEL_UNKNOWN: userRun,
  ENDPOINT_NOT_CHAT: userRun,
  ENDPOINT_QUOTA: userRun,
  ENDPOINT_RATE_LIMITED: operational,
  ENDPOINT_SERVER: operational,
  ENDPOINT_TIMEOUT: operational,
  ENDPOINT_UNREACHABLE: { kind: 'operational', scope: 'run' },
  HOST_CRASHED: operational,
  IMAGE_CRASHES_MODEL: user,
  MODEL_DOWNLOAD: user,
  MODEL_LOAD: userRun,
  PRICE_MISSING: userRun,
  // files and images
  FILE_NOT_FOUND: user,
  FILE_UNREADABLE: user,
  FILE_UNWRITABLE: user,
  FOLDER_EMPTY: userRun,
  FOLDER_NOT_FOUND: userRun,
  FORMAT_INVALID: user,
  IMAGE_CHANGED: user,
  IMAGE_DAMAGED: user,
  IMAGE_EMPTY: user,
  IMAGE_NOT_AN_IMAGE: user,
  IMAGE_TOO_LARGE: user,
  IMAGE_UNSUPPORTED: user,
  OUTPUT_EXISTS: user,
  PATH_OUTSIDE_ROOT: user,
  // flow
  FLOW_CYCLE: userRun,
  FLOW_EDIT: user,
  FLOW_INVALID: userRun,
  INPUT_MISSING: userRun,
  NODE_UNKNOWN: userRun,
  PARAMETER_INVALID: userRun,
  PORT_MISMATCH: userRun,
  PORT_UNKNOWN: userRun,
  // project and store
  DISK_FULL: userRun,
  PROJECT_DAMAGED: userRun,
  PROJECT_FOREIGN: userRun,
  PROJECT_LOCKED: userRun,
  PROJECT_NEWER: userRun,
  PROJECT_NOT_FOUND: userRun,
  PROJECT_READ_ONLY: userRun,
  // run
  BUDGET_REACHED: userRun,
  RUN_ACTIVE: user,
  RUN_NONE: user,
  SAME_FAILURE: userRun,
  UPSTREAM_FAILED: user,
  // serving
  SERVER_FAILED: userRun,
  SERVER_MISSING: userRun,
  // training
  TRAINER_ENDED: userRun,
  TRAINER_FAILED: userRun,
  TRAINER_MISSING: userRun,
  TRAINER_SETUP: userRun,
  TRAINING_DATA: userRun,
  TRAINING_MODEL: userRun,
  // anything else
  CANCELLED: user,
  NOT_FOUND: user,
  UNEXPECTED: unexpected,
  USAGE: user,
} as const satisfies Record<string, CodeFacts>;

/** Code of an error; clients and tests go by it, people by message and remedy. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** A button that repairs the problem; the renderer knows how to do each kind. */
export type FixAction =
  | 'choose-folder'
  | 'choose-captioner'
  | 'enter-key'
  | 'retry-failed'
  | 'raise-budget'
  | 'download-model'
  | 'set-up-trainer'
  | 'set-up-serving';

/** What an error carries besides its code and message. */
export interface ErrorDetails {
  /** What to do, one sentence. */
  readonly remedy?: string;
  readonly fix?: FixAction;
  /** Raw excerpt of what was received, at most 2,000 characters; hostile text. */
  readonly excerpt?: string;
  /** Seconds after which the other side asks to be tried again. */
  readonly retryAfterSeconds?: number;
  readonly attempts?: number;
  readonly cause?: unknown;
}

/** Base of all errors that carry a code; `message` says what is so, `remedy` what to do. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }

  get scope(): 'sample' | 'run' {
    return ERROR_CODES[this.code].scope;
  }
}

/** Something the user can put right. */
export class UserError extends CodedError {}
/** Transient: the engine tries again, with back-off. */
export class OperationalError extends CodedError {}
/** A bug of ours. */
export class UnexpectedError extends CodedError {}

/** The plain, storable and sendable form of an error. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy?: string;
  readonly fix?: FixAction;
  readonly excerpt?: string;
  readonly attempts: number;
}

/** Turns anything thrown into a coded error; what is not coded is a bug and says so. */
export function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new UnexpectedError('UNEXPECTED', message || 'Something failed without saying why.', {
    cause: thrown,
  });
}

/** Longest excerpt of a reply in a record. */
const LONGEST_EXCERPT = 2000;

/** The record of anything thrown, without anything that looks like a key; excerpts are cut to 2,000 characters. */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  const error = toCodedError(thrown);
  const { remedy, fix, excerpt, attempts } = error.details;
  return {
    code: error.code,
    message: withoutSecrets(error.message),
    attempts: attempts ?? 1,
    ...(remedy !== undefined && { remedy }),
    ...(fix !== undefined && { fix }),
    ...(excerpt !== undefined && {
      excerpt: withoutSecrets(excerpt.slice(0, 2 * LONGEST_EXCERPT)).slice(0, LONGEST_EXCERPT),
    }),
  };
}

/** Rebuilds a coded error from its record, e.g. on the other side of a process boundary. */
export function fromErrorRecord(record: ErrorRecord): CodedError {
  const kind = ERROR_CODES[record.code].kind;
  const Class = kind === 'user' ? UserError : kind === 'operational' ? OperationalError : UnexpectedError;
  return new Class(record.code, record.message, record);
}
