import type { EndpointPool } from './endpoint-pool.ts';

/** What the node's card says of its endpoint; undefined when all is well. */
export function poolNote(pool: EndpointPool, reasoned: number): string | undefined {
  const { members } = pool;
  const out = members.filter(({ outage, weight }) => outage !== undefined && weight > 0);
  if (out.length > 0 && members.length > 1) {
    const [first] = out;
    const why = first?.outage?.error.message ?? '';
    return `${out.length} of ${members.length} addresses left out: ${why}`;
  }
  const slowed = members.map(({ note }) => note).filter((note) => note !== undefined);
  if (slowed.length > 0)
    return members.length === 1
      ? slowed[0]
      : `${slowed.length} of ${members.length} addresses slowed. ${slowed[0]}`;
  if (reasoned > 0) return `Reasoning was taken off ${reasoned === 1 ? 'one reply' : `${reasoned} replies`}`;
  return undefined;
}
