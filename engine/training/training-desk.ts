import { readdir } from 'node:fs/promises';
import type { JobLog } from '../../core/contract/training.ts';
import { UserError } from '../../core/errors.ts';
import type {
  CurvePage,
  CurvePlace,
  JobEvaluations,
  JobKey,
  TrainingJob,
  TrainingJobSummary,
} from '../../core/training/training-job.ts';
import type { TrainingPreflight } from '../../core/training/training-preflight.ts';
import { jobFolder } from './job-folder.ts';
import { summarizeJob } from './job-view.ts';
import { type JobSurroundings, OpenJob } from './open-job.ts';
import { readLogEnd } from './read-log.ts';
import { watchValue } from './watch-value.ts';

const KEY = /^[0-9a-f]{32}$/;
/** Pauses between two looks at what is watched, milliseconds. */
const LOOK_MS = 200;
const LOOK_AT_LIST_MS = 1000;

export interface TrainingDeskOptions extends JobSurroundings {
  /** Where the jobs of the project lie; need not be there. */
  readonly folder: string;
  readonly now: () => number;
}

/** The training jobs of one open project, as their folders tell. */
export class TrainingDesk {
  readonly #options: TrainingDeskOptions;
  readonly #jobs = new Map<JobKey, OpenJob>();
  readonly #closing = new AbortController();

  constructor(options: TrainingDeskOptions) {
    this.#options = options;
  }

  /** Aborts when the project is closed. Jobs go on: only the looking ends. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Latest change first. */
  async list(): Promise<readonly TrainingJobSummary[]> {
    const names = await readdir(this.#options.folder).catch((): string[] => []);
    const summaries: TrainingJobSummary[] = [];
    for (const name of names.filter((one) => KEY.test(one))) {
      const job = this.open(name);
      const facets = await job.facets();
      if (facets) summaries.push(summarizeJob(facets, job.story));
    }
    return summaries.sort((a, b) => b.changedAt - a.changedAt || (a.key < b.key ? -1 : 1));
  }

  watchList(signal: AbortSignal | undefined): AsyncGenerator<readonly TrainingJobSummary[], void, void> {
    return watchValue(() => this.list(), LOOK_AT_LIST_MS, this.#until(signal));
  }

  watch(key: JobKey, signal: AbortSignal | undefined): AsyncGenerator<TrainingJob, void, void> {
    return watchValue(() => this.get(key), LOOK_MS, this.#until(signal));
  }

  /** Throws NOT_FOUND. */
  async get(key: JobKey): Promise<TrainingJob> {
    const job = this.open(key);
    await job.require();
    return (await job.describe()) ?? neverThere();
  }

  async curve(key: JobKey, have: CurvePlace | undefined, mostPoints: number): Promise<CurvePage> {
    const job = this.open(key);
    await job.require();
    return job.story.curve.page(have, mostPoints);
  }

  async evaluations(key: JobKey): Promise<JobEvaluations> {
    const job = this.open(key);
    const { spec } = await job.require();
    const pinned = spec.evaluation.pinned.map(({ hash, question, reference }) => ({
      hash,
      question,
      reference,
    }));
    return { pinned, evaluations: job.story.evaluations };
  }

  async log(key: JobKey, lines: number): Promise<JobLog> {
    const job = this.open(key);
    await job.require();
    return readLogEnd(job.folder.file('log'), lines);
  }

  async saveCheckpoint(key: JobKey): Promise<void> {
    await this.open(key).saveCheckpoint();
  }

  async pause(key: JobKey): Promise<void> {
    await this.open(key).stop('with-checkpoint', this.#options.now());
  }

  async stop(key: JobKey): Promise<void> {
    await this.open(key).stop('now', this.#options.now());
  }

  async goOn(key: JobKey): Promise<void> {
    await this.open(key).require();
    throw notYet();
  }

  // biome-ignore lint/correctness/useYield: the form of the contract, until there is something to yield
  async *preflight(
    _node: string,
    _probe: boolean,
    _signal: AbortSignal | undefined,
  ): AsyncGenerator<TrainingPreflight, void, void> {
    throw notYet();
  }

  async remove(key: JobKey): Promise<void> {
    await this.open(key).remove();
    this.#jobs.delete(key);
  }

  close(): void {
    this.#closing.abort();
  }

  /** The job of this key, whether it is there or not. */
  protected open(key: JobKey): OpenJob {
    const known = this.#jobs.get(key);
    if (known) return known;
    const job = new OpenJob(jobFolder(this.#options.folder, key), this.#options);
    this.#jobs.set(key, job);
    return job;
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }
}

function notYet(): UserError {
  return new UserError('USAGE', 'This build cannot do that yet.', { remedy: 'Update the app.' });
}

function neverThere(): never {
  throw new UserError('NOT_FOUND', 'The job’s folder has just been removed.', {
    remedy: 'Look at the list of jobs again.',
  });
}
