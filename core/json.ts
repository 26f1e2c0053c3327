/** What can stand in a parameter, a facet or a stored result. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** An object of JSON values. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether a JSON value is an object, not a list and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Canonical JSON (RFC 8785): no white space, names in the order of their UTF-16 units. Half of a surrogate pair, which the RFC refuses, is written as its escape:
 * it comes from strangers' files, and must not end a run.
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as JsonObject;
  const names = Object.keys(object).filter((name) => object[name] !== undefined);
  return `{${names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name] as Json)}`)
    .join(',')}}`;
}

/** Deepest nesting and most values that a stranger's JSON may have; no form and no recursion here needs more. */
const MAX_DEPTH = 64;
const MAX_VALUES = 200_000;

/** What keeps a value from being JSON within bounds, for the end of a sentence; undefined where nothing does. Never recurses. */
export function jsonFault(value: unknown): string | undefined {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > MAX_VALUES) return `has more than ${MAX_VALUES.toLocaleString('en-US')} values`;
    if (next.depth > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
    const { value: present, depth } = next;
    if (typeof present === 'number' && !Number.isFinite(present)) return 'holds a number that is not finite';
    if (present === null || ['string', 'number', 'boolean'].includes(typeof present)) continue;
    if (typeof present !== 'object') return 'holds something that is not JSON';
    for (const item of Object.values(present)) open.push({ value: item, depth: depth + 1 });
  }
  return undefined;
}
