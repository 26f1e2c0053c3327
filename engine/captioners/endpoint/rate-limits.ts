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

/**
 * Milliseconds to hold back all requests because an answer says that nothing is left (`x-ratelimit-remaining-requests` or `-tokens`
 * of 0, with the matching `-reset-`); undefined where something is left or nothing is said.
 */
export function holdMs(headers: HeaderReader | undefined): number | undefined {
  const waits = ['requests', 'tokens'].flatMap((what) => {
    if (headers?.get(`x-ratelimit-remaining-${what}`)?.trim() !== '0') return [];
    return parseDuration(headers.get(`x-ratelimit-reset-${what}`) ?? '') ?? [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `6m0s`, `1.5s`, `20ms`, `2` (seconds) → milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, , unit] of trimmed.matchAll(/(\d+(\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return total;
}
