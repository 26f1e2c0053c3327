import { existsSync } from 'node:fs';
import { describeNode } from '../../core/describe-node.ts';
import type { Flow } from '../../core/flow.ts';
import type { RunProgress } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { type ActiveRun, type NodeLibrary, type RunDependencies, startRun } from '../../engine/run/index.ts';
import { frozenRecords } from '../../engine/store/frozen-records.ts';
import { createProject, openProject } from '../../engine/store/open-project.ts';
import type { ProjectStore } from '../../engine/store/project-store.ts';
import { NODE_TYPES } from '../../nodes/index.ts';
import { SHORTEST_KEPT } from './synthetic-records.ts';
import { syntheticImages, syntheticSource } from './synthetic-source.ts';

/** The flow of the synthetic benches, over so many samples. */
export function replayFlow(count: number): Flow {
  return replayFlowFrom(['sources.synthetic', { count }]);
}

/*
 *  source ──▶ prompt ──▶ replay ──▶ length ──▶ dataset
 */
export function replayFlowFrom(source: Parameters<typeof flowOf>[0][string]): Flow {
  return flowOf(
    {
      source,
      prompt: ['prompts.text'],
      replay: ['captioners.existing'],
      length: ['filters.length', { minimum: SHORTEST_KEPT }],
      dataset: ['datasets.dataset'],
    },
    'source.images>prompt.image',
    'prompt.prompted>replay.image',
    'replay.caption>length.caption',
    'length.kept>dataset.captions',
  );
}

/** The app's node types with the synthetic source beside them. */
export function syntheticLibrary(): NodeLibrary {
  const types = [...NODE_TYPES, syntheticSource];
  return {
    types: new Map(types.map((type) => [type.type, type])),
    catalog: new Map(types.map((type) => [type.type, describeNode(type)])),
  };
}

/** A project file with the executor on it; pictures are synthetic, everything else is the app's own. */
export class SyntheticProject {
  readonly store: ProjectStore;

  /** Opens the project, or makes it with this flow. */
  constructor(path: string, flow: Flow) {
    this.store = existsSync(path) ? openProject(path) : createProject(path, { name: 'Bench', flow });
  }

  start(dependencies: Partial<RunDependencies> = {}): ActiveRun {
    const { store } = this;
    const library = syntheticLibrary();
    return startRun(
      { ...syntheticParts(store), store, library, now: Date.now, log: () => undefined, ...dependencies },
      {},
    );
  }

  /** Runs to the end; throws when the counts do not add up or a node has failed. */
  async run(): Promise<RunProgress> {
    return checked(await this.start().finished);
  }
}

/** What surrounds a store here: synthetic pictures, and nothing that the flows of this folder do not use. */
export function syntheticParts(
  store: ProjectStore,
): Omit<RunDependencies, 'library' | 'store' | 'now' | 'log'> {
  return {
    images: syntheticImages(store),
    captioners: {
      check: async () => [],
      open: () => Promise.reject(new Error('No captioner is used here.')),
    },
    pathExists: async () => true,
    files: {} as RunDependencies['files'],
    output: {} as RunDependencies['output'],
    async *records(dataset) {
      yield* store.artifacts.records(dataset.id);
    },
    frozen: frozenRecords(store.artifacts),
  };
}

/** The progress itself, if the run is done and every node has settled what came in [RUN10]. */
export function checked(progress: RunProgress): RunProgress {
  if (progress.state !== 'done') throw new Error(`The run is ${progress.state}: ${progress.reason?.message}`);
  for (const { id, in: came, kept, rejected, failed, pending } of progress.nodes)
    if (pending !== 0 || failed !== 0 || came !== kept + rejected)
      throw new Error(`${id}: ${came} came in, ${kept} kept, ${rejected} rejected, ${failed} failed.`);
  return progress;
}
