import { join } from 'node:path';
import { flowOf } from '../../core/testing-flow.ts';
import { countBits, createHashIndex } from '../../nodes/filters/hash-index.ts';
import { defineBench } from '../define-bench.ts';
import { SyntheticProject } from '../flow/synthetic-project.ts';
import { scramble } from '../flow/synthetic-records.ts';

const RADIUS = 6;
const LOOKED_UP = 5000;
/** So many look-ups by comparing with every hash tell what one costs. */
const COMPARED = 40;

/** Filters whose verdicts depend on other samples, on a data set of the size of ShareGPT4V's [RUN2]. */
export const bench = defineBench({
  name: 'scale-filters',
  title: 'Near-duplicate and same-caption filters on 1,200,000 samples',
  sizes: { full: { large: 1_200_000, small: 20_000 }, quick: { large: 1_000, small: 200 } },
  // Minutes each, and the same from run to run within a few MB.
  rounds: 1,
  limitSeconds: 900,
  onlyNamed: true,
  parts: {
    large: ({ size, folder }) => runOnce(join(folder, 'large.ekp'), size.large),
    small: ({ size, folder }) => runOnce(join(folder, 'small.ekp'), size.small),
    async index({ size }) {
      const hashes = Array.from({ length: size.large }, (_, number) => syntheticHash(number));
      const before = process.memoryUsage().arrayBuffers;
      const index = createHashIndex(RADIUS);
      for (const hash of hashes) index.add(hash);
      const bytesEach = (process.memoryUsage().arrayBuffers - before) / size.large;
      const asked = Array.from({ length: LOOKED_UP }, (_, number) => syntheticHash(-number - 1));
      const started = performance.now();
      for (const hash of asked) index.findNear(hash);
      return { microsecondsEach: ((performance.now() - started) * 1000) / LOOKED_UP, bytesEach };
    },
    async comparing({ size }) {
      return { microsecondsEach: compareWithAll(size.large) };
    },
  },
  figures: [
    {
      name: 'growth',
      title: 'peak memory (RSS) of source → near-duplicates → replay → same caption at 1.2M samples',
      against: 'at 20k samples, difference',
      unit: 'MB',
      better: 'lower',
      target: 100,
      of: ({ large, small }) => large.peakRssMb - small.peakRssMb,
    },
    {
      name: 'samples-per-second',
      title: 'samples a second of that run',
      against: '–',
      unit: '/s',
      better: 'higher',
      of: ({ large }) => large.samplesPerSecond,
    },
    {
      name: 'look-up',
      title: 'one look-up in the index of near duplicates (6 of 64 bits), 1.2M hashes',
      against: 'comparing with every hash, in typed arrays',
      unit: '× as fast',
      better: 'higher',
      of: ({ index, comparing }) => comparing.microsecondsEach / index.microsecondsEach,
    },
    {
      name: 'state',
      title: 'state of the near-duplicate filter',
      against: '–',
      unit: 'bytes a picture',
      better: 'lower',
      of: ({ index }) => index.bytesEach,
    },
  ],
});

async function runOnce(path: string, samples: number) {
  const project = new SyntheticProject(
    path,
    flowOf(
      {
        source: ['sources.synthetic', { count: samples, sharedEvery: 50 }],
        alike: ['filters.near-duplicates', { maxDistance: RADIUS }],
        replay: ['captioners.existing'],
        same: ['filters.same-caption'],
      },
      'source.images>alike.image',
      'alike.kept>replay.image',
      'replay.caption>same.caption',
    ),
  );
  const started = performance.now();
  const { nodes } = await project.run();
  const seconds = (performance.now() - started) / 1000;
  await project.store.close();
  const rejected = (id: string) => nodes.find((node) => node.id === id)?.rejected ?? 0;
  return { samplesPerSecond: samples / seconds, alike: rejected('alike'), same: rejected('same') };
}

function syntheticHash(number: number): string {
  return [scramble(number * 2 + 1), scramble(number * 2 + 2)]
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('');
}

/** Microseconds of one look-up among all hashes. */
function compareWithAll(count: number): number {
  const high = Int32Array.from({ length: count }, (_, number) => scramble(number * 2 + 1));
  const low = Int32Array.from({ length: count }, (_, number) => scramble(number * 2 + 2));
  let near = 0;
  const started = performance.now();
  for (let number = 0; number < COMPARED; number += 1) {
    const [a, b] = [scramble(-number), scramble(~number)];
    for (let position = 0; position < high.length; position += 1)
      if (countBits(a ^ (high[position] ?? 0)) + countBits(b ^ (low[position] ?? 0)) <= RADIUS) near += 1;
  }
  if (near > count) throw new Error('More were found than there are.');
  return ((performance.now() - started) * 1000) / COMPARED;
}
