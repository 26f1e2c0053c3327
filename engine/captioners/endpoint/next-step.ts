import type { Failure } from './classify-failure.ts';
import { type RetryPolicy, retryDelay } from './retry-delay.ts';

/** How often a request was sent, and how often without counting as an attempt. */
export interface Tally {
  attempt: number;
  /** To another address, because the last one never worked on it. */
  moves: number;
}

export interface Elsewhere {
  /** Whether another address may do better. */
  readonly other: boolean;
  /** Addresses in all. */
  readonly addresses: number;
}

/** What follows a failure: the same at another address at once, the same after a wait, or the end. */
export type Step =
  | { readonly kind: 'move' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'end' };

/**
 * Decides what follows a failure and counts it. Another address is asked at once where the failure was the first one's own; that costs
 * no attempt where it was never worked on, as long as there are addresses that were not asked.
 */
export function nextStep(
  failure: Failure,
  tally: Tally,
  { other, addresses }: Elsewhere,
  policy: RetryPolicy,
  random: number,
): Step {
  if (failure.fault === 'address' && failure.pressure !== 'refused' && other) {
    const free = failure.billed === 'never' && tally.moves < addresses;
    if (free) tally.moves += 1;
    else tally.attempt += 1;
    if (free || tally.attempt <= policy.attempts) return { kind: 'move' };
    tally.attempt -= 1;
    return { kind: 'end' };
  }
  const ms = retryDelay(failure, tally.attempt, policy, random);
  if (ms === undefined) return { kind: 'end' };
  tally.attempt += 1;
  return { kind: 'wait', ms };
}
