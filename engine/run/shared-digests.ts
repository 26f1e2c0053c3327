import type { DigestedSample, SharedDigests } from '../../core/node-context.ts';
import { createCompactCounts, createCompactSet, hash52 } from '../../nodes/compact-set.ts';

/** Counters of the first look: some for each sample, so that few digests share one. */
const COUNTERS_PER_SAMPLE = 4;
const FEWEST_COUNTERS = 2 ** 12;
const MOST_COUNTERS = 2 ** 23;
/** A counter of 8 bits stays at its highest. */
const HIGHEST = 255;

/**
 * Which digests at least `atLeast` different images have, and how many have them; exact but for digests that meet in all of 84 bits. Two walks over the samples:
 * the first counts samples in a small table in which digests may share a counter, and so never counts too few; the second counts images, of those digests only
 * that the first has left over. So memory is a few bytes a sample, and about 40 for each that really shares its digest.
 */
export async function findSharedDigests(
  samples: () => Iterable<DigestedSample>,
  count: number,
  atLeast: number,
  breath: () => Promise<void> | undefined,
): Promise<SharedDigests> {
  const counters = new Uint8Array(
    Math.max(FEWEST_COUNTERS, Math.min(MOST_COUNTERS, count * COUNTERS_PER_SAMPLE)),
  );
  const counterOf = (digest: string) => hash52(digest, 3) % counters.length;
  for (const { digest } of samples()) {
    const counter = counterOf(digest);
    if ((counters[counter] ?? 0) < HIGHEST) counters[counter] = (counters[counter] ?? 0) + 1;
    await breath();
  }
  const pairs = createCompactSet();
  const images = createCompactCounts();
  for (const { digest, image } of samples()) {
    if ((counters[counterOf(digest)] ?? 0) < Math.min(atLeast, HIGHEST)) continue;
    if (pairs.add(`${digest} ${image}`)) images.raise(digest);
    await breath();
  }
  return {
    imagesWith(digest) {
      const found = images.of(digest);
      return found >= atLeast ? found : undefined;
    },
  };
}
