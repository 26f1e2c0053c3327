import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { NodeType } from '../../../core/define-node.ts';
import type { Flow } from '../../../core/flow.ts';
import type { ImageHash } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import type { RunOptions, RunProgress } from '../../../core/run.ts';
import { flowOf } from '../../../core/testing-flow.ts';
import type { Budget, CaptionerService } from '../../captioners/captioner-service.ts';
import type { ImageLookup, ImageService } from '../../images/image-service.ts';
import { frozenRecords } from '../../store/frozen-records.ts';
import { createProject, openProject } from '../../store/open-project.ts';
import { type ProjectStore, projectStore } from '../../store/project-store.ts';
import type { ActiveRun, RunDependencies } from '../active-run.ts';
import { startRun } from '../start-run.ts';
import { libraryOf, TEST_NODES } from './test-nodes.ts';

/** What the scripted captioner does with one request; an error is given as the outcome. Called with the name of the image. */
export type Behaviour = (
  name: string,
  request: CaptionRequest,
  call: number,
) => Promise<Partial<CaptionReply> | Error> | Partial<CaptionReply> | Error;

/** A real project file with the executor on it; pictures and captioner are scripted, so that a test says what happens and when. */
export class TestProject {
  readonly #folder: string;
  #store: ProjectStore;
  readonly #types: readonly NodeType[];
  behaviour: Behaviour = (name) => ({ text: `A caption of ${name}.` });
  /** Milliseconds since 1970. */
  now: () => number = Date.now;
  /** A server that answers although the run was stopped. */
  deaf = false;
  /** Pictures are written down in the project as they are identified, as the real service does. */
  keepsImages = false;
  /** What trains; nothing by default. */
  training: RunDependencies['training'];
  /** What opening the captioner waits for. */
  opening: Promise<void> = Promise.resolve();
  /** Captioners that were opened and not closed. */
  openCaptioners = 0;
  /** US dollars reserved for each request; 0 reserves nothing. */
  worstCaseUsd = 0;
  /** Names of the images that were asked for, in the order of the requests. */
  readonly asked: string[] = [];
  /** Images whose bytes are the same as another's, by name. */
  readonly copies: Record<string, string> = {};
  readonly #known = new Set<string>();

  /** `folder`: where the project's own is made; by default among the temporary files. */
  constructor(flow: Flow, types: readonly NodeType[] = TEST_NODES, folder: string = tmpdir()) {
    this.#types = types;
    this.#folder = mkdtempSync(join(folder, 'ekphrasis-run-'));
    this.#store = createProject(join(this.#folder, 'test.ekp'), { name: 'Test', flow });
  }

  get store(): ProjectStore {
    return this.#store;
  }

  start(options: RunOptions = {}): ActiveRun {
    return startRun(this.dependencies(), options);
  }

  /** Runs to the end. */
  run(options: RunOptions = {}): Promise<RunProgress> {
    return this.start(options).finished;
  }

  setParams(node: string, params: Record<string, Json>): void {
    const flow = this.#store.flow.flow();
    this.#store.flow.change(
      {
        ...flow,
        nodes: flow.nodes.map((one) =>
          one.id === node ? { ...one, params: { ...one.params, ...params } } : one,
        ),
      },
      'Change',
    );
  }

  async reopen(): Promise<void> {
    await this.#store.close();
    this.#store = openProject(join(this.#folder, 'test.ekp'));
  }

  /** Opens the project again on a disk with room for so many more pages of 4 KB; returns how to make room. */
  async reopenOnFullDisk(pages: number): Promise<() => void> {
    const { path } = this.#store;
    await this.#store.close();
    const database: Database = new DatabaseFile(path);
    database.pragma('journal_mode = wal');
    const used = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${used + pages}`);
    const lock = { release: () => undefined };
    this.#store = projectStore({
      database,
      path,
      now: Date.now,
      lock,
      notice: undefined,
      readOnlyReason: undefined,
    });
    return () => {
      database.pragma('max_page_count = 1000000');
    };
  }

  /** Replies of the latest dataset of a node. */
  captions(node = 'dataset'): string[] {
    const artifact = this.#store.latestArtifact(node);
    if (!artifact) return [];
    return [...this.#store.artifacts.records(artifact.id)].map(
      (record) => record.conversations[1]?.value ?? '',
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What a run, or a trial of one picture, is made of. */
  dependencies(): RunDependencies & { readonly store: ProjectStore } {
    const { store } = this;
    return {
      library: libraryOf(this.#types),
      store,
      images: this.#images(),
      captioners: this.#captioners(),
      pathExists: async () => true,
      files: unused('files'),
      output: unused('output'),
      async *records(dataset) {
        yield* store.artifacts.records(dataset.id);
      },
      frozen: frozenRecords(store.artifacts),
      now: this.now,
      log: () => undefined,
      ...(this.training && { training: this.training }),
    };
  }

  #images(): ImageService {
    return {
      ...({} as Omit<ImageService, 'identify'>),
      identify: async (files) =>
        files.map((file): ImageLookup => {
          const { path } = file;
          const known = this.#known.has(path);
          this.#known.add(path);
          const image = {
            hash: hashOf(this.copies[path] ?? path),
            width: 1,
            height: 1,
            format: 'png',
            bytes: 1,
            frames: 1,
          };
          this.#names.set(image.hash, this.#names.get(image.hash) ?? path);
          if (this.keepsImages && !known)
            this.store.images.save([{ file, stat: STAT, result: { kind: 'image', image, exif: {} } }]);
          return { kind: 'image', image, root: 'pictures', exif: {}, known };
        }),
    };
  }
  readonly #names = new Map<ImageHash, string>();

  #captioners(): CaptionerService {
    return {
      check: async () => [],
      open: async (ref, budget) => {
        await this.opening;
        this.openCaptioners += 1;
        return {
          identity: {
            model: ref.model,
            ...(ref.kind === 'local' && ref.trained && { digest: ref.trained.digest }),
          },
          title: ref.model,
          concurrency: 8,
          batchSize: 1,
          note: undefined,
          caption: (requests, signal) =>
            Promise.all(requests.map((request) => this.#caption(ref.model, request, budget, signal))),
          close: async () => {
            this.openCaptioners -= 1;
          },
        };
      },
    };
  }

  async #caption(
    model: string,
    request: CaptionRequest,
    budget: Budget,
    signal: AbortSignal,
  ): Promise<CaptionReply | Error> {
    try {
      const reservation = await budget.reserve(this.worstCaseUsd);
      const name = this.#names.get(request.image) ?? '';
      this.asked.push(name);
      const reply = this.behaviour(name, request, this.asked.length);
      const outcome = await (this.deaf ? reply : Promise.race([reply, aborted(signal)]));
      if (outcome instanceof Error) {
        reservation.settle(0);
        return outcome;
      }
      reservation.settle(outcome.costUsd ?? 0);
      return { text: '', finishReason: 'stop', latencyMs: 1, model, attempts: 1, ...outcome };
    } catch (error) {
      return error as Error;
    }
  }
}

/*  images ──▶ prompt ──▶ captioner ──▶ filter ──▶ dataset  */
export function captioningFlow(names: readonly string[]): Flow {
  return flowOf(
    {
      images: ['sources.names', { names: [...names] }],
      prompt: ['prompts.plain'],
      captioner: ['captioners.test'],
      filter: ['filters.length'],
      dataset: ['datasets.dataset'],
    },
    'images.images>prompt.image',
    'prompt.image>captioner.image',
    'captioner.caption>filter.caption',
    'filter.kept>dataset.captions',
  );
}

/** `[in, kept, rejected, failed, pending, reused]` by node. */
export function countsOf(progress: RunProgress): Record<string, number[]> {
  return Object.fromEntries(
    progress.nodes.map((node) => [
      node.id,
      [node.in, node.kept, node.rejected, node.failed, node.pending, node.reused],
    ]),
  );
}

export function names(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}.png`);
}

/** A promise that a test resolves when it has seen what it wanted to see. */
export function latch(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** The first progress for which something holds. */
export function until(run: ActiveRun, holds: (progress: RunProgress) => boolean): Promise<RunProgress> {
  return new Promise((resolve) => {
    const stop = run.onProgress((progress) => {
      if (!holds(progress)) return;
      stop();
      resolve(progress);
    });
  });
}

const STAT = { bytes: 1, mtimeMs: 1, ctimeMs: 1, inode: '1' };

/** The identity of a test's picture. */
export function hashOf(name: string): ImageHash {
  return createHash('sha256').update(name).digest('hex') as ImageHash;
}

/** One promise a signal, however many requests wait on it. */
const ABORTED = new WeakMap<AbortSignal, Promise<never>>();

function aborted(signal: AbortSignal): Promise<never> {
  const known = ABORTED.get(signal);
  if (known) return known;
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  promise.catch(() => undefined);
  ABORTED.set(signal, promise);
  return promise;
}

function unused<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get: (_target, property) => {
      throw new Error(`The executor was not expected to use ${name}.${String(property)} here.`);
    },
  });
}
