/** The most that one batch may hold. */
export interface BatchLimits {
  readonly requests: number;
  /** Of the file of requests. */
  readonly bytes: number;
  /** Input tokens that may be enqueued at once; Infinity where the endpoint names no limit. */
  readonly tokens: number;
}

/** platform.openai.com/docs/guides/batch (2026-11); megabytes are counted on the small side. */
export const PROTOCOL_LIMITS = { requests: 50_000, bytes: 200_000_000 } as const;

/** What one request adds to a batch. */
export interface RequestSize {
  /** Its line in the file, with the line's end. */
  readonly bytes: number;
  readonly tokens: number;
}

/** How full a batch is. */
export interface BatchSize extends RequestSize {
  readonly requests: number;
}

export const EMPTY_BATCH: BatchSize = { requests: 0, bytes: 0, tokens: 0 };

/** Whether a request still fits into a batch; one that fits into no batch at all is `too-large`. */
export function fitsInto(
  batch: BatchSize,
  request: RequestSize,
  limits: BatchLimits,
): 'fits' | 'full' | 'too-large' {
  if (request.bytes > limits.bytes || request.tokens > limits.tokens || limits.requests < 1)
    return 'too-large';
  const { requests, bytes, tokens } = grown(batch, request);
  return requests <= limits.requests && bytes <= limits.bytes && tokens <= limits.tokens ? 'fits' : 'full';
}

/** A batch with one request more. */
export function grown(batch: BatchSize, request: RequestSize): BatchSize {
  return {
    requests: batch.requests + 1,
    bytes: batch.bytes + request.bytes,
    tokens: batch.tokens + request.tokens,
  };
}
