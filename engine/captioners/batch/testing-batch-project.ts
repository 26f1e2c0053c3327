import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ProviderBatch } from '../../../core/contract/provider-batch.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { RunOptions, RunProgress } from '../../../core/run.ts';
import { flowOf } from '../../../core/testing-flow.ts';
import { createNodeHost } from '../../cli/node-host.ts';
import { createEngine, type Engine } from '../../create-engine.ts';
import type { ActiveRun } from '../../run/index.ts';
import type { ProjectSession } from '../../session/project-session.ts';
import { createProject } from '../../store/open-project.ts';
import { startTestingBatchServer, type TestingBatchServer } from './testing-batch-server.ts';

/* A real project with real pictures on a real engine, whose captioner asks a testing server by batches. */

/** US dollars a million tokens: a reply of 300 and 20 tokens costs $0.34 directly and $0.17 in a batch. */
const PRICE = {
  inputPerMillion: 1000,
  outputPerMillion: 2000,
  batchInputPerMillion: 500,
  batchOutputPerMillion: 1000,
};
export const REPLY_USD = 0.17;

export class BatchProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'ekphrasis-batch-'));
  readonly path = join(this.folder, 'test.ekp');
  readonly server: TestingBatchServer;
  #engine: Engine | undefined;

  private constructor(server: TestingBatchServer) {
    this.server = server;
  }

  /** So many pictures, each of a colour of its own. */
  static async create(pictures: number, params: JsonObject = {}): Promise<BatchProject> {
    const made = new BatchProject(await startTestingBatchServer());
    made.endpoint = {};
    const folder = join(made.folder, 'pictures');
    mkdirSync(folder);
    await Promise.all(Array.from({ length: pictures }, (_, index) => makePicture(folder, index)));
    const captioner = { endpoint: 'mine', delivery: 'batch', maxTokens: 64, ...params };
    const flow = flowOf(
      {
        images: ['sources.folder', { folder }],
        prompt: ['prompts.text', { text: 'Describe it.' }],
        captioner: ['captioners.endpoint', captioner],
        dataset: ['datasets.dataset'],
      },
      'images.images>prompt.image',
      'prompt.prompted>captioner.image',
      'captioner.caption>dataset.captions',
    );
    await createProject(made.path, { name: 'Test', flow }).close();
    return made;
  }

  get environment(): Record<string, string> {
    return { EKPHRASIS_DATA: join(this.folder, 'data') };
  }

  /** What the user has entered about the server. */
  set endpoint(more: JsonObject) {
    const endpoint = { name: 'mine', url: this.server.url, model: 'test-model', price: PRICE, ...more };
    mkdirSync(join(this.folder, 'data'), { recursive: true });
    writeFileSync(join(this.folder, 'data', 'settings.json'), JSON.stringify({ endpoints: [endpoint] }));
  }

  /** The project on an engine of this process, opened on first use. */
  async open(): Promise<ProjectSession> {
    this.#engine ??= await createEngine(createNodeHost('cli', this.environment), this.environment);
    return this.#engine.session.project ?? this.#engine.session.open(this.path);
  }

  async start(options: RunOptions = {}): Promise<ActiveRun> {
    return (await this.open()).startRun(options);
  }

  async run(options: RunOptions = {}): Promise<RunProgress> {
    return (await this.start(options)).finished;
  }

  /** As an orderly end of the app does. */
  async closeEngine(): Promise<void> {
    await this.#engine?.close();
    this.#engine = undefined;
  }

  async batches(): Promise<readonly ProviderBatch[]> {
    return (await this.open()).parts.batches.list();
  }

  /** Texts of the last dataset, in its order. */
  async captions(): Promise<readonly string[]> {
    const { store } = await this.open();
    const dataset = store.latestArtifact('dataset');
    if (dataset === undefined) return [];
    return [...store.artifacts.records(dataset.id)].map(({ conversations }) => conversations[1]?.value ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeEngine();
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function makePicture(folder: string, index: number): Promise<void> {
  const [r = 0, g = 0, b = 0] = createHash('sha256').update(String(index)).digest();
  const picture = sharp({ create: { width: 24, height: 16, channels: 3, background: { r, g, b } } });
  await picture.png().toFile(join(folder, `${String(index).padStart(4, '0')}.png`));
}

/** `[in, kept, rejected, failed, pending, reused]` of the captioner. */
export function captionerCounts(progress: RunProgress): readonly number[] {
  const node = progress.nodes.find(({ id }) => id === 'captioner');
  return node ? [node.in, node.kept, node.rejected, node.failed, node.pending, node.reused] : [];
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
