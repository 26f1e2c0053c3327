import { join } from 'node:path';
import { defineBench } from '../define-bench.ts';
import { replayFlow, SyntheticProject } from '../flow/synthetic-project.ts';

/** Memory that grows with the number of samples is memory that ends a large run [RUN2]. */
export const bench = defineBench({
  name: 'memory',
  title: 'Peak memory of a run of 1,200,000 samples',
  sizes: { full: { large: 1_200_000, small: 20_000 }, quick: { large: 1_000, small: 200 } },
  // Minutes each, and the same from run to run within a few MB.
  rounds: 1,
  limitSeconds: 900,
  parts: {
    large: ({ size, folder }) => runOnce(join(folder, 'large.ekp'), size.large),
    small: ({ size, folder }) => runOnce(join(folder, 'small.ekp'), size.small),
  },
  figures: [
    {
      name: 'growth',
      title: 'peak memory (RSS) at 1.2M samples',
      against: 'at 20k samples, difference',
      unit: 'MB',
      better: 'lower',
      target: 100,
      aim: 30,
      of: ({ large, small }) => large.peakRssMb - small.peakRssMb,
    },
    {
      name: 'peak',
      title: 'the same, in all',
      against: '–',
      unit: 'MB',
      better: 'lower',
      of: ({ large }) => large.peakRssMb,
    },
    {
      name: 'rows-per-second',
      title: 'samples a second at 1.2M, all persisted',
      against: '–',
      unit: '/s',
      better: 'higher',
      of: ({ large }) => large.rowsPerSecond,
    },
  ],
});

async function runOnce(path: string, samples: number) {
  const project = new SyntheticProject(path, replayFlow(samples));
  const started = performance.now();
  await project.run();
  await project.store.close();
  return { rowsPerSecond: samples / ((performance.now() - started) / 1000) };
}
