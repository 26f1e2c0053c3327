import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { Sweep } from '../training/sweep.ts';
import type { TrainerEnvironment } from '../training/trainer-environment.ts';
import type { CurvePage, JobEvaluations, TrainingJob, TrainingJobSummary } from '../training/training-job.ts';
import type { TrainingPreflight } from '../training/training-preflight.ts';
import { codedErrors, shortText, trusted } from './schema.ts';

/** End of a job's log. */
export interface JobLog {
  readonly lines: readonly string[];
  /** There is more before these. */
  readonly isCut: boolean;
}

const base = oc.errors(codedErrors);
const key = z.string().regex(/^[0-9a-f]{32}$/);
const job = z.object({ key });

/** The trainer's environment, the jobs of the open project, and what a node's training would take. */
export const trainingContract = {
  environment: {
    /** The present state, then each change; latest value, never a queue. */
    watch: base.output(eventIterator(trusted<TrainerEnvironment>())),
    get: base.output(trusted<TrainerEnvironment>()),
    /** Begins or goes on; resolves at once, `watch` tells the rest. */
    setUp: base.output(z.void()),
    /** What is downloaded stays for the next set-up. */
    cancel: base.output(z.void()),
    remove: base.output(z.void()),
  },
  jobs: {
    /** Latest change first. */
    list: base.output(trusted<readonly TrainingJobSummary[]>()),
    watchList: base.output(eventIterator(trusted<readonly TrainingJobSummary[]>())),
    get: base.input(job).output(trusted<TrainingJob>()),
    /** The present state, then each change, at most five a second; latest value. */
    watch: base.input(job).output(eventIterator(trusted<TrainingJob>())),
    curve: base
      .input(
        z.object({
          key,
          /** What the client has of it; absent asks for all. */
          have: z.object({ generation: z.int(), stride: z.int(), first: z.int() }).optional(),
          /** A longer run is drawn together to at most so many points. */
          mostPoints: z.int().min(2).max(10_000).default(2000),
        }),
      )
      .output(trusted<CurvePage>()),
    evaluations: base.input(job).output(trusted<JobEvaluations>()),
    log: base
      .input(z.object({ key, lines: z.int().min(1).max(2000).default(200) }))
      .output(trusted<JobLog>()),
    /** Writes a checkpoint and ends the process: `goOn` or the next run goes on from there. */
    pause: base.input(job).output(z.void()),
    /** Ends it at once: what came after the last checkpoint is done again if it goes on. Takes it out of the queue, too. */
    stop: base.input(job).output(z.void()),
    /** Starts it again outside of a run, from its checkpoint; the next run takes the model over. */
    goOn: base.input(job).output(z.void()),
    saveCheckpoint: base.input(job).output(z.void()),
    /** Removes the job's folder with its checkpoints; a model that has become an artifact stays. Throws unless it has ended. */
    remove: base.input(job).output(z.void()),
  },
  sweeps: {
    /** Latest change first, with their tables. */
    list: base.output(trusted<readonly Sweep[]>()),
    /** The present tables, then each change, at most one a second; latest value. */
    watchList: base.output(eventIterator(trusted<readonly Sweep[]>())),
  },
  preflight: base
    .input(
      z.object({
        node: shortText,
        /** Also runs a few steps to learn their pace. */
        probe: z.boolean().default(true),
      }),
    )
    .output(eventIterator(trusted<TrainingPreflight>())),
};
