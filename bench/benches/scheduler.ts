import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { flowOf } from '../../core/testing-flow.ts';
import { defineBench } from '../define-bench.ts';
import { scriptedCaptioner } from '../flow/scripted-captioner.ts';
import { checked, SyntheticProject } from '../flow/synthetic-project.ts';

const NODE_MS = 20;

/**
 * What executor and store need for themselves beside a node that takes 20 ms a sample and no processor time. Measured as the processor time of
 * the engine's thread (`process.threadCpuUsage`), in which planning, keys, SQLite and progress run, over the run's wall time.
 */
export const bench = defineBench({
  name: 'scheduler',
  title: 'The scheduler’s own time',
  sizes: { full: { samples: 2000, ofEight: 4000 }, quick: { samples: 20, ofEight: 160 } },
  parts: {
    one: ({ size, folder }) => runOnce(join(folder, 'one.ekp'), size.samples, 1),
    eight: ({ size, folder }) => runOnce(join(folder, 'eight.ekp'), size.ofEight, 8),
  },
  figures: [
    {
      name: 'own-time',
      title: 'scheduler’s own time in a run with a 20 ms node (processor time of the engine’s thread)',
      against: 'the run’s wall time',
      unit: '%',
      better: 'lower',
      target: 5,
      aim: 1,
      of: ({ one }) => one.ownPercent,
    },
    {
      name: 'own-time-of-eight',
      title: 'the same with eight calls at once (400 samples a second)',
      against: 'the run’s wall time',
      unit: '%',
      better: 'lower',
      of: ({ eight }) => eight.ownPercent,
    },
    {
      name: 'busy-loop',
      title:
        'time in which the engine’s event loop was busy, waits for the disk included, one call at a time',
      against: 'the run’s wall time',
      unit: '%',
      better: 'lower',
      of: ({ one }) => one.busyPercent,
    },
  ],
});

/*  source ──▶ prompt ──▶ captioner (20 ms) ──▶ length ──▶ dataset  */
async function runOnce(path: string, samples: number, concurrency: number) {
  const flow = flowOf(
    {
      source: ['sources.synthetic', { count: samples }],
      prompt: ['prompts.text'],
      captioner: ['captioners.local', { model: 'scripted' }],
      length: ['filters.length'],
      dataset: ['datasets.dataset'],
    },
    'source.images>prompt.image',
    'prompt.prompted>captioner.image',
    'captioner.caption>length.caption',
    'length.kept>dataset.captions',
  );
  const project = new SyntheticProject(path, flow);
  const cpu = process.threadCpuUsage();
  const loop = performance.eventLoopUtilization();
  const started = performance.now();
  const run = project.start({ captioners: scriptedCaptioner(NODE_MS, concurrency) });
  checked(await run.finished);
  const wallMs = performance.now() - started;
  const { user, system } = process.threadCpuUsage(cpu);
  const { active } = performance.eventLoopUtilization(loop);
  await project.store.close();
  return {
    ownPercent: (100 * (user + system)) / 1000 / wallMs,
    busyPercent: (100 * active) / wallMs,
    wallMs,
  };
}
