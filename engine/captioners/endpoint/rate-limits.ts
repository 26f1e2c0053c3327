/** The parts of an answer's headers that say when to come again. */
type HeaderReader = Pick<Headers, 'get'>;

/**
 * Milliseconds until the other side wants to hear from us again, by `Retry-After` (seconds or a date) or `retry-after-ms`;
 * undefined where it does not say.
 *
 * @param now milliseconds since 1970
 */
export function retryAfterMs(headers: HeaderReader | undefined, now: number): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return ms;
  const value = headers?.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What an answer says is left of a limit. */
export interface Quota {
  readonly what: 'requests' | 'tokens';
  readonly remaining: number;
  /** Milliseconds until it is full again, or until there is more at all where the limit is not known. */
  readonly resetMs: number;
  /** Most that may be left; undefined where the answer does not say. It fills up evenly until the reset. */
  readonly limit?: number;
}

/**
 * Everything that an answer says is left: OpenAI's `x-ratelimit-*` (durations), Anthropic's `anthropic-ratelimit-*` (times), and the IETF
 * draft's `RateLimit` in its present form (`"name";r=…;t=…`) and its former ones (`RateLimit-Remaining`, `RateLimit-Reset`, seconds).
 * Sources: platform.openai.com/docs/guides/rate-limits, docs.anthropic.com/en/api/rate-limits,
 * datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers. What cannot be read is left out.
 *
 * @param now milliseconds since 1970
 */
export function readQuotas(headers: HeaderReader | undefined, now: number): readonly Quota[] {
  if (headers === undefined) return [];
  return [
    quota('requests', headers, 'x-ratelimit-*-requests', parseDuration),
    quota('tokens', headers, 'x-ratelimit-*-tokens', parseDuration),
    ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((what) =>
      quota(what === 'requests' ? 'requests' : 'tokens', headers, `anthropic-ratelimit-${what}-*`, (text) =>
        untilDate(text, now),
      ),
    ),
    quota('requests', headers, 'ratelimit-*', parseDuration),
    ...standardQuotas(headers.get('ratelimit') ?? ''),
  ].filter((one) => one !== undefined);
}

function quota(
  what: Quota['what'],
  headers: HeaderReader,
  pattern: string,
  resetOf: (text: string) => number | undefined,
): Quota | undefined {
  const read = (part: string) => headers.get(pattern.replace('*', part))?.trim() ?? '';
  const remaining = count(read('remaining'));
  const resetMs = resetOf(read('reset'));
  if (remaining === undefined || resetMs === undefined) return undefined;
  const limit = count(read('limit'));
  // A window of the IETF's kind is full again at its end only; the others fill up all the time.
  const even = limit !== undefined && limit > remaining && !pattern.startsWith('ratelimit');
  return { what, remaining, resetMs, ...(even && { limit }) };
}

/** `"default";r=50;t=30, "daily";r=1000;t=36000` */
function standardQuotas(text: string): readonly Quota[] {
  return text.split(',').flatMap((item) => {
    const remaining = count(/;\s*r=(\d+)/.exec(item)?.[1] ?? '');
    const seconds = count(/;\s*t=(\d+)/.exec(item)?.[1] ?? '');
    if (remaining === undefined || seconds === undefined) return [];
    return [{ what: 'requests' as const, remaining, resetMs: seconds * 1000 }];
  });
}

/** Milliseconds until there is one more of it, when there is none now. */
export function untilMore({ remaining, resetMs, limit }: Quota): number {
  return limit === undefined ? resetMs : resetMs / Math.max(1, limit - remaining);
}

function count(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function untilDate(text: string, now: number): number | undefined {
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `1.5s`, `20ms`, `2` (seconds) → milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, , unit] of trimmed.matchAll(/(\d+(\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return total;
}
