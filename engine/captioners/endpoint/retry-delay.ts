import type { Failure } from './classify-failure.ts';

export interface RetryPolicy {
  /** How often a request is sent at most, ≥ 1. */
  readonly attempts: number;
  /** The same where the other side is not there at all. */
  readonly quickAttempts: number;
  /** The same where it was refused as too many: that costs nothing, and says that it will pass. */
  readonly refusedAttempts: number;
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const QUICK_MS = 200;
/** A wait asked for that is longer than this is not waited for: the next run tries again. */
const PATIENCE_MS = 120_000;

/**
 * Milliseconds to wait before the next attempt: exponential with jitter (half fixed, half random), or what the other side asked for
 * and up to a tenth more. Undefined when there is to be none.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param random 0 ≤ x < 1
 */
export function retryDelay(
  failure: Failure,
  attempt: number,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (failure.retry === 'no') return undefined;
  if (failure.retry === 'quickly') return attempt < policy.quickAttempts ? QUICK_MS * attempt : undefined;
  if (attempt >= (failure.pressure === 'refused' ? policy.refusedAttempts : policy.attempts))
    return undefined;
  if (failure.waitMs !== undefined && failure.waitMs > PATIENCE_MS) return undefined;
  const backOff = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.5 + random / 2);
  return failure.waitMs === undefined ? backOff : Math.max(backOff, failure.waitMs * (1 + random / 10));
}
