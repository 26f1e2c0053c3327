import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TrainEvent } from '../core/training/train-event.ts';
import { type TrainSpec, type TrainSpecInput, trainSpecSchema } from '../core/training/train-spec.ts';
import { type JobFacts, jobFolder, trainingFolderOf } from '../engine/training/job-folder.ts';
import { identifyProcess } from '../engine/training/process-identity.ts';

/** A job as a journey wants it: what is not said is that of a small fine-tuning. */
export interface WrittenJob {
  /** 1 to 9: becomes the job's key. */
  readonly number: number;
  readonly facts?: Partial<JobFacts>;
  readonly spec?: (spec: TrainSpecInput) => TrainSpecInput;
  readonly events: readonly TrainEvent[];
  readonly log?: readonly string[];
}

/** Writes a job's folder as engine and trainer do, file by file. Gives its path. */
export async function writeJob(project: string, job: WrittenJob): Promise<string> {
  const folder = jobFolder(trainingFolderOf(project), String(job.number).repeat(32));
  mkdirSync(join(folder.path, 'checkpoints'), { recursive: true });
  await folder.writeFacts({
    version: 1,
    node: 'train',
    title: 'Fine-tune',
    run: job.number,
    recipe: 'share-captioner',
    createdAt: job.events[0]?.at ?? 0,
    devices: 1,
    datasets: [{ isHeldOut: false, title: 'Captions', digest: 'd'.repeat(64), count: 32_000 }],
    ...job.facts,
  });
  const spec = specOf(folder.path, job);
  await folder.writeSpec(spec);
  writeFileSync(folder.file('events'), job.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(folder.file('log'), (job.log ?? []).map((line) => `${line}\n`).join(''));
  await writeProcess(folder.path);
  return folder.path;
}

/** Notes which process works on a job; without one it is a process that has ended. */
export async function writeProcess(path: string, pid?: number): Promise<void> {
  const folder = jobFolder(dirname(path), basename(path));
  const live = pid === undefined ? undefined : identifyProcess(pid);
  await folder.writeProcess({
    process: live ?? { pid: 4_000_000, started: 'long ago' },
    startedAt: 0,
    eventsFrom: 0,
    devices: 1,
  });
}

function specOf(folder: string, { spec = (same) => same }: WrittenJob): TrainSpec {
  return trainSpecSchema.parse(
    spec({
      version: 1,
      recipe: 'share-captioner',
      model: '/models/tiny-llava',
      output: folder,
      data: { train: join(folder, 'train.jsonl') },
      template: 'conversation',
      images: { aspect: 'square' },
      tuned: { vision_unfrozen_from: null, projector: true, language_model: true },
      optimizer: {
        learning_rate: 2e-5,
        lr_scheduler: 'cosine',
        warmup_ratio: 0.03,
        weight_decay: 0,
        max_grad_norm: 1,
        global_batch_size: 32,
        device_batch_size: 8,
        epochs: 1,
        max_length: 2048,
        group_by_modality_length: false,
      },
      hardware: {},
      checkpoints: { every_steps: 100 },
      evaluation: { pinned: [] },
      seed: 7,
    }),
  );
}

/** What a job's curve looks like: it falls from `from` to `to`, with some noise that is the same every time. */
export interface Course {
  /** Steps that are done. */
  readonly done: number;
  /** Steps in all. */
  readonly steps: number;
  readonly from?: number;
  readonly to?: number;
  /** Milliseconds since 1970, of the first event. */
  readonly startAt?: number;
  readonly stepMs?: number;
  readonly checkpointEvery?: number;
  /** What is said of each pinned image, by the evaluation; the last one is said again. */
  readonly says?: Readonly<Record<string, readonly string[]>>;
}

/** The events of a job up to its last step that is done, without its end. */
export function eventsOf(course: Course): TrainEvent[] {
  const { done, steps, startAt = Date.parse('2026-11-22T17:48:00'), stepMs = 2000, says = {} } = course;
  const every = course.checkpointEvery ?? Math.max(1, Math.floor(steps / 5));
  const events: TrainEvent[] = [
    { kind: 'state', at: startAt, state: 'preparing', detail: 'Loading the model' },
    planOf(startAt + 4000, steps),
    { kind: 'state', at: startAt + 5000, state: 'training' },
  ];
  let best = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= done; step += 1) {
    const at = startAt + 5000 + step * stepMs;
    events.push(stepOf(step, at, course));
    if (step % every !== 0) continue;
    const heldOut = lossOf(step, course, 0) + 0.06;
    const captions = Object.entries(says).map(([hash, texts]) => ({
      hash,
      text: texts[Math.min(texts.length, Math.floor(step / every)) - 1] ?? '',
      finished: true,
    }));
    events.push({ kind: 'evaluation', at: at + 100, step, held_out_loss: heldOut, captions });
    events.push({
      kind: 'checkpoint',
      at: at + 200,
      step,
      path: `/jobs/checkpoints/${step}`,
      bytes: 412_000_000,
      best: heldOut < best,
    });
    best = Math.min(best, heldOut);
  }
  return events;
}

function planOf(at: number, steps: number): TrainEvent {
  return {
    kind: 'plan',
    at,
    steps,
    resumed_from: 0,
    samples: steps * 32,
    held_out_samples: 200,
    parameters: 261_000_000,
    trained_parameters: 187_000_000,
    world_size: 1,
    device_batch_size: 8,
    accumulation: 4,
    device: 'cpu',
    precision: 'fp32',
    attention: 'sdpa',
    environment: { python: '3.11.2', torch: '2.15.0' },
  };
}

function stepOf(step: number, at: number, course: Course): TrainEvent {
  const warmUp = Math.max(1, course.steps * 0.03);
  const rate = 2e-5 * (step < warmUp ? step / warmUp : 0.5 * (1 + Math.cos((Math.PI * step) / course.steps)));
  return {
    kind: 'step',
    at,
    step,
    epoch: step / course.steps,
    loss: lossOf(step, course, 0.09),
    learning_rate: { projector: rate * 10, language_model: rate },
    grad_norm: 0.8 + noise(step * 7) * 0.3,
    images_per_second: 16 + noise(step * 3) * 0.8,
    tokens_per_second: 5200 + noise(step * 3) * 300,
    memory_bytes: 5.4e9,
    data_wait: 0.01,
  };
}

function lossOf(step: number, { steps, from = 3, to = 1.05 }: Course, spread: number): number {
  const fall = Math.exp(-step / (steps * 0.08));
  return to + (from - to) * fall + 0.12 * (1 - step / steps) + noise(step) * spread;
}

/** Between −1 and 1, always the same for a number. */
function noise(number: number): number {
  const wave = Math.sin(number * 12.9898) * 43_758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
}

/** The name of a picture in the project: the SHA-256 of its bytes. */
export function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
