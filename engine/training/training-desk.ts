import { appendFile, readdir } from 'node:fs/promises';
import type { Artifact } from '../../core/artifact.ts';
import type { TrainedModelRef } from '../../core/captioner.ts';
import type { JobLog } from '../../core/contract/training.ts';
import { toCodedError, UserError } from '../../core/errors.ts';
import type { JobResult } from '../../core/node-context.ts';
import type {
  CurvePage,
  CurvePlace,
  JobEvaluations,
  JobKey,
  TrainingJob,
  TrainingJobSummary,
} from '../../core/training/training-job.ts';
import type { TrainingPreflight } from '../../core/training/training-preflight.ts';
import type { TrainerNeeds, TrainingRequest } from '../../core/training/training-request.ts';
import { isThere } from '../files/is-there.ts';
import { findModelFault } from './check-base-model.ts';
import { checkTraining, type TrainingFinding } from './check-training.ts';
import { folderDigest } from './folder-digest.ts';
import { readForecast, writeForecast } from './forecast-file.ts';
import { jobFolder } from './job-folder.ts';
import { summarizeJob } from './job-view.ts';
import { launchWhenFree, type ReadyEnvironment } from './launch-when-free.ts';
import { OpenJob } from './open-job.ts';
import { type PreflightParts, preflight } from './preflight.ts';
import type { PrepareParts } from './prepare-job.ts';
import { readLogEnd } from './read-log.ts';
import { type TrainingRun, trainJob } from './train-job.ts';
import type { Trainer } from './trainer.ts';
import type { TrainerEnvironments } from './trainer-environments.ts';
import { trainerMissing } from './trainer-missing.ts';
import { watchValue } from './watch-value.ts';

const KEY = /^[0-9a-f]{32}$/;
/** Pauses between two looks at what is watched, milliseconds. */
const LOOK_MS = 200;
const LOOK_AT_LIST_MS = 1000;

export interface TrainingDeskOptions extends Omit<Trainer, 'environments' | 'close'>, PrepareParts {
  readonly environments: Pick<TrainerEnvironments, 'get'>;
  /** Where the jobs of the project lie; need not be there. */
  readonly folder: string;
  readonly now: () => number;
}

/** The training jobs of one open project, as their folders tell. */
export class TrainingDesk {
  readonly #options: TrainingDeskOptions;
  readonly #jobs = new Map<JobKey, OpenJob>();
  readonly #training = new Map<JobKey, Promise<JobResult>>();
  readonly #closing = new AbortController();

  /** As far as it is known; only for commands to copy. */
  #python = 'python';

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

  /** Starts a job again that has ended, outside of a run. Resolves when it stands in the queue. Throws USAGE where it lives, or was made elsewhere. */
  async goOn(key: JobKey): Promise<void> {
    const job = this.open(key);
    const { isAlive, spec, facts, queuePlace } = await job.require();
    if (isAlive || queuePlace !== undefined)
      throw new UserError('USAGE', 'This job is running already.', { remedy: 'Look at its state again.' });
    if (spec.output !== job.folder.path || !(await isThere(spec.data.train)))
      throw new UserError('USAGE', 'This job was made at another place, or its records are gone.', {
        remedy: 'Run its node: what is there is taken over.',
      });
    const fault = await findModelFault(spec.model);
    if (fault) throw fault;
    const environment = await this.#environment();
    const { packageFolder, queue, now } = this.#options;
    const parts = { environment, packageFolder, queue, now };
    // Why it could not be started stands in its log, as everything else about it.
    launchWhenFree(job.folder, spec, facts.devices, parts, this.signal).catch(async (thrown: unknown) => {
      if (!this.signal.aborted) await appendFile(job.folder.file('log'), `${toCodedError(thrown).message}\n`);
    });
  }

  /** Trains, or takes what is there; the same work that is asked for twice at once is done once. */
  train(key: JobKey, request: TrainingRequest, run: TrainingRun): Promise<JobResult> {
    const known = this.#training.get(key);
    if (known) return known;
    const training = trainJob(this.open(key), request, run, {
      ...this.#options,
      environment: () => this.#environment(),
      closing: this.signal,
    }).finally(() => this.#training.delete(key));
    this.#training.set(key, training);
    return training;
  }

  /** Whether a model of the project is on disk. */
  holds({ kind, digest }: Artifact): Promise<boolean> {
    return kind === 'model' ? this.#options.shelf.has(digest) : Promise.resolve(true);
  }

  /** A model of the project as captioners take it. */
  modelOf({ digest, title, card }: Artifact): TrainedModelRef {
    const { instruction, job, steps } = card;
    return {
      digest,
      title,
      folder: this.#options.shelf.folderOf(digest),
      ...(typeof job === 'string' && { origin: `job ${job}, step ${steps}` }),
      ...(typeof instruction === 'string' && { instruction }),
    };
  }

  /** Over names and contents of all files of a folder that a parameter names. Throws FOLDER_NOT_FOUND, FILE_UNREADABLE. */
  async folderDigest(given: string): Promise<string> {
    const folder = this.#options.resolve(given);
    if (!(await isThere(folder)))
      throw new UserError('FOLDER_NOT_FOUND', `There is no folder “${given}”.`, {
        remedy: 'Choose another folder, or connect the drive that it lies on.',
      });
    return folderDigest(folder);
  }

  /** What stands against training with these needs, told without starting anything [RUN1]. */
  check(needs: TrainerNeeds): Promise<readonly TrainingFinding[]> {
    return checkTraining(needs, this.#options);
  }

  /** Throws TRAINER_MISSING. */
  async #environment(): Promise<ReadyEnvironment> {
    const environment = await this.#options.environments.get();
    if (environment.state === 'ready') {
      this.#python = environment.python;
      return environment;
    }
    throw trainerMissing(environment);
  }

  /** What a node's training would take; ends with the signal or the project. Throws TRAINER_MISSING. */
  async *preflight(
    node: string,
    request: TrainingRequest,
    options: Pick<PreflightParts, 'records' | 'probe'> & { readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<TrainingPreflight, void, void> {
    const environment = await this.#environment();
    const { folder, now } = this.#options;
    const { python } = environment;
    const parts = { ...this.#options, ...options, environment, python, signal: this.#until(options.signal) };
    for await (const found of preflight(node, request, parts)) {
      // That it cannot be kept, as on a full disk, is no reason to lose what was found.
      if (found.state === 'done') await writeForecast(folder, found, now()).catch(() => undefined);
      yield found;
    }
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
    const job = new OpenJob(jobFolder(this.#options.folder, key), {
      queuePlace: (folder) => this.#options.queue.placeOf(folder),
      python: () => this.#python,
      forecast: (node) => readForecast(this.#options.folder, node),
    });
    this.#jobs.set(key, job);
    return job;
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }
}

function neverThere(): never {
  throw new UserError('NOT_FOUND', 'The job’s folder has just been removed.', {
    remedy: 'Look at the list of jobs again.',
  });
}
