import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import type { ArtifactId, ImageHash } from '../../core/ids.ts';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import type { TrainingJob } from '../../core/training/training-job.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { DeviceQueue } from './device-queue.ts';
import { trainingFolderOf } from './job-folder.ts';
import { modelShelf } from './model-shelf.ts';
import { StudyDesk } from './study/study-desk.ts';
import { studiesFolderOf } from './study/study-folder.ts';
import type { TrainingRun } from './train-job.ts';
import { TrainingDesk } from './training-desk.ts';

const PRETEND = fileURLToPath(new URL('fixtures/pretend', import.meta.url));

/** Python of this computer, whatever it has; undefined where there is none. */
export const PYTHON = findPython();

function findPython(): string | undefined {
  for (const name of ['python3', 'python'])
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // Not by this name.
    }
  return undefined;
}

export const KEY = '0123456789abcdef0123456789abcdef';

/** A desk over a temporary project, whose trainer is a small script that speaks the protocol. */
export class TestingTraining {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'ekphrasis-training-'));
  readonly project = path.join(this.folder, 'test.ekp');
  readonly model = path.join(this.folder, 'base');
  readonly notes: string[] = [];
  readonly warnings: string[] = [];
  /** Caption of the first record: what the script is to do. */
  orders = 'nothing special';
  records: readonly DatasetRecord[] | undefined;
  stopping = new AbortController();
  isPaused = false;
  resumed = Promise.withResolvers<void>();
  desk: TrainingDesk;
  studies: StudyDesk;

  readonly #trainer: { readonly python: string; readonly packageFolder: string };

  constructor(trainer = { python: PYTHON ?? 'python3', packageFolder: PRETEND }) {
    this.#trainer = trainer;
    this.desk = this.newDesk();
    this.studies = this.newStudies();
    mkdirSync(this.model);
    for (const name of ['config.json', 'tokenizer.json', 'preprocessor_config.json'])
      writeFileSync(path.join(this.model, name), '{}');
    writeFileSync(path.join(this.model, 'model.safetensors'), 'weights');
  }

  /** What a trainer's part of an app is made of. */
  #parts() {
    const ready: TrainerEnvironment = {
      state: 'ready',
      origin: 'named',
      build: 'cpu',
      python: this.#trainer.python,
      versions: {},
      devices: [{ kind: 'cpu', name: 'CPU', memoryBytes: 1 }],
    };
    return {
      environments: { get: async () => ready },
      queue: new DeviceQueue(path.join(this.folder, 'data', 'queue.sqlite')),
      shelf: modelShelf(this.project),
      packageFolder: this.#trainer.packageFolder,
      now: Date.now,
    };
  }

  /** Over the desk that there is. */
  newStudies(): StudyDesk {
    return new StudyDesk({
      ...this.#parts(),
      folder: studiesFolderOf(this.project),
      training: this.desk,
    });
  }

  /** As an app that was started anew makes it. */
  newDesk(): TrainingDesk {
    return new TrainingDesk({
      ...this.#parts(),
      folder: trainingFolderOf(this.project),
      originalOf: (caption) => (caption === 7 ? 'What was corrected.' : undefined),
      resolve: (given) => given,
    });
  }

  request(changes: Partial<TrainingRequest> = {}): TrainingRequest {
    return {
      recipe: 'share-captioner',
      title: 'Student',
      train: [DATASET],
      heldOut: [],
      model: { folder: this.model },
      settings: {
        data: {},
        evaluation: {},
        template: 'chat',
        images: { aspect: 'native' },
        tuned: { vision_unfrozen_from: null, projector: true, language_model: true },
        optimizer: {
          learning_rate: 1e-4,
          lr_scheduler: 'cosine',
          warmup_ratio: 0,
          weight_decay: 0,
          max_grad_norm: 1,
          global_batch_size: 1,
          device_batch_size: 1,
          epochs: 1,
          max_steps: 5,
          max_length: 64,
          group_by_modality_length: false,
        },
        hardware: {},
        checkpoints: {},
        seed: 1,
      },
      pinnedImages: 2,
      devices: 1,
      pairs: false,
      exportOnnx: false,
      ...changes,
    };
  }

  run(): TrainingRun {
    const records = this.records ?? recordsOf(this.orders);
    return {
      node: 'trainer',
      run: 1,
      signal: this.stopping.signal,
      isPaused: () => this.isPaused,
      gate: () => this.resumed.promise,
      async *records() {
        yield* records;
      },
      note: (text) => void this.notes.push(text),
      log: (level, text) => void (level === 'warning' && this.warnings.push(text)),
    };
  }

  train(changes: Partial<TrainingRequest> = {}, key = KEY) {
    return this.desk.train(key, this.request(changes), this.run());
  }

  /** The job, once it is as is wanted. */
  async until(wanted: (job: TrainingJob) => boolean, key = KEY): Promise<TrainingJob> {
    // Its folder comes with the first record: until then there is nothing to watch.
    for (;;) {
      const known = await this.desk.get(key).catch(() => undefined);
      if (known === undefined) continue;
      for await (const job of this.desk.watch(key, undefined)) if (wanted(job)) return job;
    }
  }

  async close(): Promise<void> {
    for (const { key } of await this.desk.list()) await this.desk.stop(key).catch(() => undefined);
    this.desk.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

export const DATASET: Artifact = {
  id: 1 as ArtifactId,
  kind: 'dataset',
  title: 'Captions',
  node: 'dataset',
  digest: 'd'.repeat(64),
  count: 3,
  createdAt: 0,
  card: {},
};

/** Three records, the first of which carries what the script is to do. */
export function recordsOf(orders: string): readonly DatasetRecord[] {
  return [orders, 'A second caption.', 'A third caption.'].map((text, index) => ({
    id: `r${index}`,
    images: [
      {
        hash: `${index}`.repeat(64) as ImageHash,
        root: '/pictures',
        path: `${index}.png`,
        width: 8,
        height: 8,
      },
    ],
    conversations: [
      { from: 'human', value: '<image>\nDescribe it.' },
      { from: 'gpt', value: text },
    ],
    split: 'train',
    metadata: {},
  }));
}
