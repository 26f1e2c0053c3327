import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TrainSpecInput } from '../core/training/train-spec.ts';
import { createEndpointProject } from './endpoint-project.ts';
import type { ServedApp } from './served-app.ts';
import { eventsOf, hashOf, type WrittenJob, writeJob, writeProcess } from './training-jobs.ts';

const PHOTOS = fileURLToPath(new URL('../assets/sample/photos/', import.meta.url));
const WRITER = fileURLToPath(new URL('./writing-trainer.ts', import.meta.url));

/** Steps of the jobs, in all, and of the one at work when it is first seen. */
const STEPS = 1000;
export const DONE = 620;

/** What the teacher says of the two pinned photographs, and the student at each checkpoint. */
const SAID = {
  'rocket.jpg': {
    teacher:
      'A white rocket stands on its launch pad at dusk between four lattice masts. Floodlights glow at its foot, and a dark blue sky lies above.',
    student: [
      'A rocket is standing on the ground at night. There are lights around it.',
      'A tall white rocket stands on a launch pad at dusk. Two lattice towers rise to its sides and several bright lights shine at its base.',
      'A tall white rocket stands upright on its pad at dusk, held between four lattice masts. Floodlights glow at its foot under a deep blue sky.',
    ],
  },
  'cat.jpg': {
    teacher: 'A tabby cat looks up, its green eyes wide open, on a red cloth.',
    student: [
      'A cat on a bed.',
      'A brown cat with green eyes looks up.',
      'A tabby cat with green eyes looks up from a red cloth.',
    ],
  },
} as const;

/** A project with pictures and three jobs: one that is done, one that failed, and one that has come half-way. */
export interface TrainingProject {
  readonly path: string;
  /** Starts a process that goes on with the third job. */
  readonly train: () => Promise<ChildProcess>;
}

export async function createTrainingProject(app: ServedApp): Promise<TrainingProject> {
  const folder = app.path('pictures');
  mkdirSync(folder);
  for (const name of Object.keys(SAID)) cpSync(`${PHOTOS}${name}`, `${folder}/${name}`);
  const path = await createEndpointProject(app, folder);
  const photos = Object.entries(SAID).map(([name, said]) => ({ file: `${folder}/${name}`, ...said }));
  const says = Object.fromEntries(photos.map(({ file, student }) => [hashOf(file), student]));
  const pinned = photos.map(({ file, teacher }) => ({
    hash: hashOf(file),
    image: file,
    question: 'Describe this image in detail.',
    reference: teacher,
  }));
  const withPinned = (spec: TrainSpecInput) => ({ ...spec, evaluation: { pinned } });
  const start = Date.now() - DONE * 2000;
  const day = 86_400_000;

  await writeJob(path, {
    number: 1,
    events: [
      ...eventsOf({ done: STEPS, steps: STEPS, to: 1.16, says, startAt: start - 2 * day }),
      { kind: 'state', at: start - 2 * day + STEPS * 2000, state: 'done' },
    ],
    spec: (spec) => ({ ...withPinned(spec), optimizer: { ...spec.optimizer, learning_rate: 1e-5 } }),
  });
  await writeJob(path, failedJob(start - day));
  const third: WrittenJob = {
    number: 3,
    events: eventsOf({ done: DONE, steps: STEPS, says, startAt: start }),
    spec: withPinned,
    log: ['Loading the model', '187M of 261M parameters are trained', 'Writing checkpoints to checkpoints/'],
  };
  const job = await writeJob(path, third);
  const train = async () => {
    const trainer = spawn(process.execPath, [WRITER, job, String(DONE), String(STEPS)], { stdio: 'ignore' });
    await writeProcess(job, trainer.pid);
    return trainer;
  };
  return { path, train };
}

function failedJob(startAt: number): WrittenJob {
  const at = startAt + 490_000;
  return {
    number: 2,
    events: [
      ...eventsOf({ done: 240, steps: STEPS, startAt }),
      {
        kind: 'warning',
        at,
        code: 'LOSS_SPIKE',
        message: 'The loss rose to 9.2, four times its average.',
        step: 236,
      },
      {
        kind: 'error',
        at: at + 1,
        code: 'LOSS_NAN',
        message: 'The loss is not a number since step 241.',
        remedy: 'Lower the learning rate, or train in fp32.',
      },
      { kind: 'state', at: at + 2, state: 'failed' },
    ],
    log: ['Traceback (most recent call last):', 'FloatingPointError: the loss is nan'],
  };
}
