import path from 'node:path';
import type { JobResult } from '../../../core/node-context.ts';
import type { NewModelRequest } from '../../../core/training/new-model.ts';
import type { SceneCaption, SceneScores, SceneSeries } from '../../../core/training/scene-series.ts';
import type { Sweep, SweepRequest, SweepRow } from '../../../core/training/sweep.ts';
import type { JobKey } from '../../../core/training/training-job.ts';
import type { AskedTrainer } from '../ask-trainer.ts';
import { JOB_FILES } from '../job-folder.ts';
import { chooseDevice, type ReadyEnvironment } from '../launch-when-free.ts';
import type { ModelShelf } from '../model-shelf.ts';
import type { TrainingRun } from '../train-job.ts';
import type { Trainer } from '../trainer.ts';
import type { TrainerEnvironments } from '../trainer-environments.ts';
import { trainerMissing } from '../trainer-missing.ts';
import type { TrainingDesk } from '../training-desk.ts';
import { watchValue } from '../watch-value.ts';
import { type DrawnScenes, drawScenes } from './draw-scenes.ts';
import { makeModel } from './make-model.ts';
import { type MeasuredOn, measureModel, writeMeasured } from './measure-model.ts';
import { runSweep } from './run-sweep.ts';
import { scoreCaptions } from './score-captions.ts';
import { listSweeps, readSweep, sweepFolder, writeSweep } from './sweep-folder.ts';

/** Pause between two looks at the tables that are watched, milliseconds. */
const LOOK_MS = 1000;

interface StudyDeskOptions extends Pick<Trainer, 'queue' | 'packageFolder'> {
  readonly environments: Pick<TrainerEnvironments, 'get'>;
  /** Where the studies of the project lie; need not be there. */
  readonly folder: string;
  readonly shelf: ModelShelf;
  readonly training: Pick<TrainingDesk, 'train' | 'get' | 'folderDigest' | 'signal'>;
  readonly now: () => number;
}

/** Studies of one open project: drawn scenes, new small models, sweeps of training jobs, and what captions are worth. */
export class StudyDesk {
  readonly #options: StudyDeskOptions;
  readonly #live = new Set<string>();

  constructor(options: StudyDeskOptions) {
    this.#options = options;
  }

  /** Throws TRAINER_MISSING, TRAINER_FAILED. */
  scenes(series: SceneSeries, signal: AbortSignal): Promise<DrawnScenes> {
    return drawScenes(this.#options.folder, series, () => this.#python(), signal);
  }

  async score(captions: AsyncIterable<SceneCaption>, signal: AbortSignal): Promise<SceneScores> {
    return scoreCaptions(captions, await this.#python(), signal);
  }

  async newModel(request: NewModelRequest, { signal, records }: TrainingRun): Promise<JobResult> {
    const { folder, shelf } = this.#options;
    return makeModel(request, folder, { python: await this.#python(), shelf, signal, records });
  }

  /** Trains and measures all runs of a sweep; `key` names it [RUN14]. */
  async sweep(key: string, request: SweepRequest, run: TrainingRun): Promise<JobResult> {
    const { folder, training, now } = this.#options;
    const environment = await this.#environment();
    const files = sweepFolder(folder, key);
    this.#live.add(key);
    try {
      return await runSweep(request, run, {
        desk: training,
        atOnce: atOnce(request, environment),
        measuredOn: await writeMeasured(request.measured, request.most, files, run.records, run.signal),
        measure: (job, model, on, signal) => this.#measure(request, job, model, on, environment, signal),
        before: await readSweep(folder, key),
        write: (table) => writeSweep(folder, key, table),
        closing: training.signal,
        now,
      });
    } finally {
      this.#live.delete(key);
    }
  }

  /** Latest change first. */
  async sweeps(): Promise<readonly Sweep[]> {
    const { folder } = this.#options;
    const all = await Promise.all(
      (await listSweeps(folder)).map(async (key): Promise<readonly Sweep[]> => {
        const table = await readSweep(folder, key);
        if (table === undefined) return [];
        const isLive = this.#live.has(key);
        return [{ ...table, key, isLive, rows: isLive ? table.rows : table.rows.map(left) }];
      }),
    );
    return all.flat().sort((a, b) => b.changedAt - a.changedAt || (a.key < b.key ? -1 : 1));
  }

  watchSweeps(signal: AbortSignal | undefined): AsyncGenerator<readonly Sweep[], void, void> {
    const closing = this.#options.training.signal;
    return watchValue(() => this.sweeps(), LOOK_MS, signal ? AbortSignal.any([signal, closing]) : closing);
  }

  async #measure(
    request: SweepRequest,
    job: JobKey,
    model: string,
    on: MeasuredOn,
    environment: ReadyEnvironment,
    signal: AbortSignal,
  ) {
    const { queue, packageFolder, shelf, training } = this.#options;
    const { folder } = await training.get(job);
    const { kind, available } = chooseDevice(deviceOf(request), environment);
    return measureModel(
      { folder, spec: path.join(folder, JOB_FILES.spec), model: shelf.folderOf(model) },
      on,
      { python: environment.python, packageFolder, queue, kind, available },
      AbortSignal.any([signal, training.signal]),
    );
  }

  async #python(): Promise<AskedTrainer> {
    const { python } = await this.#environment();
    return { python, packageFolder: this.#options.packageFolder };
  }

  async #environment(): Promise<ReadyEnvironment> {
    const environment = await this.#options.environments.get();
    if (environment.state === 'ready') return environment;
    throw trainerMissing(environment);
  }
}

/** A run that nobody follows any more goes on with the next run of the flow, whatever its job does meanwhile. */
function left(row: SweepRow): SweepRow {
  return row.state === 'training' || row.state === 'measuring' ? { ...row, state: 'waiting' } : row;
}

function deviceOf({ members }: SweepRequest) {
  return members[0]?.stages[0]?.settings.hardware?.device ?? 'auto';
}

/** Runs side by side: one on each device, or on each group of devices that a job takes. */
function atOnce(request: SweepRequest, environment: ReadyEnvironment): number {
  const { available, kind } = chooseDevice(deviceOf(request), environment);
  const each = kind === 'cpu' ? 1 : (request.members[0]?.stages[0]?.devices ?? 1);
  return Math.max(1, Math.floor(available / each));
}
