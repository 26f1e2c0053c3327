import { type Quota, untilMore } from './rate-limits.ts';

/** What a longer pause that a header asks for is cut to, milliseconds; a refusal will tell if it was too short. */
export const LONGEST_HOLD_MS = 60_000;

/** Requests that may still be sent, as the latest answer has it. */
interface Allowance {
  left: number;
  /** When there is more, milliseconds since 1970. */
  againAt: number;
  /** Milliseconds from one to the next while it fills up evenly; undefined where all comes at once. */
  readonly everyMs: number | undefined;
}

/** Keeps to what the other side says is left of its rate limits, so that nothing is sent only to be refused. */
export class QuotaWatch {
  #sent = 0;
  #toldBy = 0;
  #allowance: Allowance | undefined;

  /** Milliseconds until one more may be sent. */
  wait(now: number): number {
    if (this.#allowance === undefined || this.#allowance.left > 0) return 0;
    return Math.max(0, this.#allowance.againAt - now);
  }

  /** One is sent now; gives its number. */
  send(now: number): number {
    const allowance = this.#allowance;
    if (allowance !== undefined) {
      if (allowance.left > 0) allowance.left -= 1;
      else if (allowance.everyMs === undefined) this.#allowance = undefined;
      else allowance.againAt = now + allowance.everyMs;
    }
    this.#sent += 1;
    return this.#sent;
  }

  /** What the answer to a request says; what was sent after it is not counted there yet. Answers that come late tell nothing. */
  learn(request: number, quotas: readonly Quota[], tokensEach: number | undefined, now: number): void {
    if (request < this.#toldBy || quotas.length === 0) return;
    this.#toldBy = request;
    const since = this.#sent - request;
    let least: Allowance | undefined;
    for (const quota of quotas) {
      if (quota.what === 'tokens' && tokensEach === undefined) continue;
      const each = quota.what === 'tokens' ? Math.max(1, tokensEach ?? 1) : 1;
      const left = Math.max(0, Math.floor(quota.remaining / each) - since);
      const every = Math.min(LONGEST_HOLD_MS, untilMore(quota) * (quota.limit === undefined ? 1 : each));
      const one = { left, againAt: now + every, everyMs: quota.limit === undefined ? undefined : every };
      if (least === undefined || left < least.left || (left === least.left && one.againAt > least.againAt))
        least = one;
    }
    this.#allowance = least;
  }
}
