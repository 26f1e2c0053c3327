import type { Usage } from '../../../core/captioner.ts';
import type { EndpointCounts } from '../../../core/contract/endpoint.ts';

/** Replies whose latencies are kept. */
const LATENCIES = 512;
/** Seconds over which the pace is told. */
const PACE_SECONDS = 10;

/** What was asked of one address, counted. */
export class EndpointCounter {
  #requests = 0;
  #replies = 0;
  #retries = 0;
  #refused = 0;
  #failures = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #costUsd = 0;
  #unpriced = 0;
  /** A ring. */
  readonly #latencies: number[] = [];
  /** Replies by second, the latest last. */
  readonly #seconds: { readonly second: number; count: number }[] = [];

  get requests(): number {
    return this.#requests;
  }

  /** Tokens that a reply took on average; undefined before the first. */
  get tokensEach(): number | undefined {
    const tokens = this.#promptTokens + this.#completionTokens;
    return this.#replies === 0 || tokens === 0 ? undefined : tokens / this.#replies;
  }

  sent(again: boolean): void {
    this.#requests += 1;
    if (again) this.#retries += 1;
  }

  /** @param now milliseconds since 1970 */
  replied(now: number, latencyMs: number): void {
    this.#latencies[this.#replies % LATENCIES] = latencyMs;
    this.#replies += 1;
    const second = Math.floor(now / 1000);
    const last = this.#seconds.at(-1);
    if (last?.second === second) last.count += 1;
    else this.#seconds.push({ second, count: 1 });
    while ((this.#seconds[0]?.second ?? second) < second - PACE_SECONDS) this.#seconds.shift();
  }

  /** What a reply is billed for; undefined where nobody knows. */
  billed(usage: Usage | undefined, costUsd: number | undefined): void {
    this.#promptTokens += usage?.promptTokens ?? 0;
    this.#completionTokens += usage?.completionTokens ?? 0;
    if (costUsd === undefined) this.#unpriced += 1;
    else this.#costUsd += costUsd;
  }

  failed(kind: 'refused' | 'other'): void {
    if (kind === 'refused') this.#refused += 1;
    else this.#failures += 1;
  }

  counts(now: number): Omit<EndpointCounts, 'inFlight' | 'limit'> {
    const latency = quantiles(this.#latencies);
    return {
      requests: this.#requests,
      replies: this.#replies,
      retries: this.#retries,
      refused: this.#refused,
      failures: this.#failures,
      promptTokens: this.#promptTokens,
      completionTokens: this.#completionTokens,
      costUsd: this.#costUsd,
      unpriced: this.#unpriced,
      ...(latency && { latency }),
      perSecond: this.#pace(now),
    };
  }

  latencies(): readonly number[] {
    return this.#latencies;
  }

  #pace(now: number): number {
    const second = Math.floor(now / 1000);
    const recent = this.#seconds.filter((one) => one.second >= second - PACE_SECONDS && one.second < second);
    return recent.reduce((sum, { count }) => sum + count, 0) / PACE_SECONDS;
  }
}

/** Nearest-rank quantiles; undefined of nothing. */
export function quantiles(
  values: readonly number[],
): { readonly p50: number; readonly p95: number } | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
