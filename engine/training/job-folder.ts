import path from 'node:path';
import { z } from 'zod';
import { RECIPES, type TrainSpec, trainSpecSchema } from '../../core/training/train-spec.ts';
import type { JobKey } from '../../core/training/training-job.ts';
import { readCheckedJson } from '../files/read-checked-json.ts';
import { replaceFile } from '../files/replace-file.ts';
import { processIdentitySchema } from './process-identity.ts';

/** Files of a job's folder: the only record of the job there is [JOB1]. */
export const JOB_FILES = {
  /** Who asked for it. */
  job: 'job.json',
  spec: 'spec.json',
  train: 'train.jsonl',
  heldOut: 'held-out.jsonl',
  /** Written by the trainer alone. */
  events: 'events.jsonl',
  process: 'process.json',
  log: 'log.txt',
  /** What became of the model. */
  result: 'result.json',
  checkpoints: 'checkpoints',
  model: 'model',
} as const;

/** Largest file of ours that is read, bytes: specs carry up to 16 reference captions of a million characters at worst. */
const MOST_BYTES = 64 * 2 ** 20;

const jobFactsSchema = z.object({
  version: z.literal(1),
  node: z.string().max(200),
  title: z.string().max(500),
  run: z.int().optional(),
  recipe: z.enum(RECIPES),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** Devices that it is to run on at once. */
  devices: z.int().min(1).max(1024).default(1),
  /** What its records were written from; a job of an earlier version does not say. */
  datasets: z
    .array(
      z.object({
        isHeldOut: z.boolean(),
        title: z.string().max(500),
        digest: z.string().regex(/^[0-9a-f]{64}$/),
        count: z.int().min(0),
      }),
    )
    .max(1000)
    .default([]),
});
/** Who asked for a job, and when. */
export type JobFacts = z.output<typeof jobFactsSchema>;

const processFactsSchema = z.object({
  process: processIdentitySchema,
  startedAt: z.number(),
  /** Size of `events.jsonl` when it was started: what stands before is of former starts. */
  eventsFrom: z.int().min(0),
  /** When it was told to stop. */
  stopAt: z.number().optional(),
  devices: z.int().min(1).default(1),
});
/** The process that works or worked on a job last. */
export type ProcessFacts = z.output<typeof processFactsSchema>;

const jobResultSchema = z.object({
  /** Of the model's files, 64 hex digits. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Whether it was also written for the captioner, as far as its architecture allows. */
  exported: z.boolean().default(false),
});
/** The artifact that a job's model has become. */
export type JobResultFacts = z.output<typeof jobResultSchema>;

/** A job's folder. What stands in it may be a stranger's: everything is checked as it is read. */
export interface JobFolder {
  readonly key: JobKey;
  /** Absolute. */
  readonly path: string;
  file(name: keyof typeof JOB_FILES): string;
  /** Undefined where it is not there or has not the form. */
  facts(): Promise<JobFacts | undefined>;
  spec(): Promise<TrainSpec | undefined>;
  process(): Promise<ProcessFacts | undefined>;
  result(): Promise<JobResultFacts | undefined>;
  writeFacts(facts: JobFacts): Promise<void>;
  writeSpec(spec: TrainSpec): Promise<void>;
  writeProcess(facts: ProcessFacts): Promise<void>;
  writeResult(facts: JobResultFacts): Promise<void>;
}

/** Folder of the jobs of a project: `<project>.files/training/`. */
export function trainingFolderOf(project: string): string {
  return path.join(`${project.replace(/\.ekp$/i, '')}.files`, 'training');
}

export function jobFolder(parent: string, key: JobKey): JobFolder {
  const folder = path.join(parent, key);
  const file = (name: keyof typeof JOB_FILES) => path.join(folder, JOB_FILES[name]);
  const write = async (name: keyof typeof JOB_FILES, value: object) => {
    await replaceFile(file(name), [`${JSON.stringify(value, undefined, 2)}\n`]);
  };
  return {
    key,
    path: folder,
    file,
    facts: () => readCheckedJson(file('job'), jobFactsSchema, MOST_BYTES),
    spec: () => readCheckedJson(file('spec'), trainSpecSchema, MOST_BYTES),
    process: () => readCheckedJson(file('process'), processFactsSchema, MOST_BYTES),
    result: () => readCheckedJson(file('result'), jobResultSchema, MOST_BYTES),
    writeFacts: (facts) => write('job', facts),
    writeSpec: (spec) => write('spec', spec),
    writeProcess: (facts) => write('process', facts),
    writeResult: (facts) => write('result', facts),
  };
}
