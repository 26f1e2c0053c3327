import { join } from 'node:path';
import { defineBench } from '../define-bench.ts';
import { replayFlow, SyntheticProject } from '../flow/synthetic-project.ts';

/** A run of what is done already: everything is looked up, nothing is made again [RUN4]. */
export const bench = defineBench({
  name: 'flow-200k-again',
  title: 'The 200,000 samples again, everything reused',
  sizes: { full: { samples: 200_000 }, quick: { samples: 1_500 } },
  // The second run needs what the first one has stored.
  inOrder: true,
  parts: {
    first: ({ size, folder }) => runOnce(folder, size.samples),
    again: ({ size, folder }) => runOnce(folder, size.samples),
  },
  figures: [
    {
      name: 'ratio',
      title: 'the same, again, everything reused',
      against: 'the first run’s speed',
      unit: '×',
      better: 'higher',
      target: 3,
      aim: 8,
      of: ({ first, again }) => {
        if (again.reused < again.settled)
          throw new Error(`Of ${again.settled} outcomes ${again.reused} were reused.`);
        return again.rowsPerSecond / first.rowsPerSecond;
      },
    },
  ],
});

async function runOnce(folder: string, samples: number) {
  const project = new SyntheticProject(join(folder, 'flow.ekp'), replayFlow(samples));
  const started = performance.now();
  const { nodes } = await project.run();
  await project.store.close();
  const seconds = (performance.now() - started) / 1000;
  return {
    rowsPerSecond: samples / seconds,
    settled: nodes.reduce((sum, { kept, rejected }) => sum + kept + rejected, 0),
    reused: nodes.reduce((sum, { reused }) => sum + reused, 0),
  };
}
