import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImageHash } from '../../core/ids.ts';
import type { DigestedSample } from '../../core/node-context.ts';
import { findSharedDigests } from './shared-digests.ts';

const nobodyWaits = () => undefined;

/** What a plain walk with a set of images for each digest finds. */
function byHand(samples: readonly DigestedSample[], atLeast: number): Map<string, number | undefined> {
  const images = new Map<string, Set<string>>();
  for (const { digest, image } of samples) images.set(digest, (images.get(digest) ?? new Set()).add(image));
  return new Map([...images].map(([digest, { size }]) => [digest, size >= atLeast ? size : undefined]));
}

it('counts the different images of each digest, as a plain walk does', async () => {
  const sample = fc.record({
    ordinal: fc.constant(0),
    image: fc.integer({ min: 0, max: 5 }).map((number) => String(number) as ImageHash),
    digest: fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'b', 'c') }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(sample), fc.integer({ min: 2, max: 5 }), async (samples, atLeast) => {
      const found = await findSharedDigests(() => samples, samples.length, atLeast, nobodyWaits);
      const expected = byHand(samples, atLeast);
      expect(new Map([...expected.keys()].map((digest) => [digest, found.imagesWith(digest)]))).toEqual(
        expected,
      );
    }),
  );
});

it('counts beyond what a counter of the first look can hold', async () => {
  const samples = Array.from({ length: 1200 }, (_, ordinal) => {
    return { ordinal, image: `${ordinal % 600}` as ImageHash, digest: 'one' };
  });
  const found = (atLeast: number) => findSharedDigests(() => samples, samples.length, atLeast, nobodyWaits);
  expect((await found(600)).imagesWith('one')).toBe(600);
  expect((await found(601)).imagesWith('one')).toBeUndefined();
});
