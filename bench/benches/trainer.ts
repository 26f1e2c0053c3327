import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  NEEDS_TRAINER,
  RealTraining,
  saveTinyModel,
  TRAINER_PYTHON,
} from '../../engine/training/testing-real-trainer.ts';
import { KEY } from '../../engine/training/testing-training.ts';
import { defineBench } from '../define-bench.ts';

const TRAINER = fileURLToPath(new URL('../../trainer/', import.meta.url));
const run = promisify(execFile);

/** A training job from the press of Run to its first step, and its steps beside a loop of PyTorch that was written by hand. */
export const bench = defineBench({
  name: 'trainer',
  title: 'The trainer on a tiny LLaVA, on the CPU',
  sizes: { full: { steps: 20, rounds: 5 }, quick: { steps: 1, rounds: 1 } },
  rounds: 3,
  unavailable: async () => (TRAINER_PYTHON === undefined ? `It ${NEEDS_TRAINER}.` : undefined),
  prepare: async ({ shared }) => {
    await saveTinyModel('llava', join(shared, 'model'));
  },
  parts: {
    start: ({ shared }) => secondsToFirstStep(join(shared, 'model')),
    throughput: async ({ size: { steps, rounds } }) => {
      const { stdout } = await run(
        TRAINER_PYTHON ?? '',
        ['tests/bench_throughput.py', '--steps', String(steps), '--rounds', String(rounds)],
        { cwd: TRAINER, env: { ...process.env, PYTHONPATH: `src${delimiter}../scenes/src` } },
      );
      const { bare_seconds, trainer_seconds } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      return { bareSeconds: bare_seconds, trainerSeconds: trainer_seconds };
    },
  },
  figures: [
    {
      name: 'first-step',
      title: 'a training job, from its start to the end of its first step; the environment is warm',
      against: '–',
      unit: 's',
      better: 'lower',
      target: 15,
      of: ({ start }) => start.seconds,
    },
    {
      name: 'throughput',
      title: 'steps of a training job, with all that it writes',
      against: 'a loop of PyTorch with the same model, samples, batch and precision, by turns in one process',
      unit: '×',
      better: 'higher',
      target: 0.95,
      of: ({ throughput }) => throughput.bareSeconds / throughput.trainerSeconds,
    },
  ],
});

/** With records that are written, a process that is started, and the model that is loaded. */
async function secondsToFirstStep(model: string): Promise<{ readonly seconds: number }> {
  const training = new RealTraining();
  // Watching a job's folder alone keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await training.fill(8);
    const startedAt = Date.now();
    await training.train(training.quick(model));
    const [first] = (await training.desk.curve(KEY, undefined, 100)).points;
    if (first === undefined) throw new Error('The job took no step.');
    return { seconds: (first.at - startedAt) / 1000 };
  } finally {
    clearInterval(alive);
    await training.close();
  }
}
