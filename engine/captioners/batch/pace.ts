/** Milliseconds until a batch is asked about again, by its age and by how often in a row that went wrong. */
export type Pace = (ageMs: number, troubles: number) => number;

const SHORTEST_MS = 2000;
const LONGEST_MS = 2 * 60_000;
const LONGEST_TROUBLED_MS = 10 * 60_000;

/**
 * A twentieth of its age, from two seconds to two minutes: a short batch is seen soon, a long one asked about some seven hundred times a
 * day. Doubles with each trouble, up to ten minutes.
 */
export const VISITING_PACE: Pace = (ageMs, troubles) => {
  const calm = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ageMs / 20));
  return Math.min(LONGEST_TROUBLED_MS, calm * 2 ** Math.min(troubles, 10));
};
