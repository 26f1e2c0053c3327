import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { EngineClient } from '../../core/contract/index.ts';
import type { Flow } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RunOptions, RunProgress } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { startTestingEndpoint, type TestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { makePictures } from '../cli/testing-pictures.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import { runEnd } from './testing-run-end.ts';

/** For tests: a real engine with pictures, a priced endpoint, and the flow pictures → prompt → captioner → length filter → dataset. */
export interface TestingHistory {
  readonly folder: string;
  readonly engine: Engine;
  readonly client: EngineClient;
  readonly endpoint: TestingEndpoint;
  /** Asks the endpoint for another model from now on. */
  useModel(model: string): void;
  /** Runs to the end. */
  run(options?: Pick<RunOptions, 'limit' | 'to'>): Promise<RunProgress>;
  /** Follows a run that has been started to its end. */
  ended(started: RunProgress): Promise<RunProgress>;
  setParams(node: string, params: JsonObject): Promise<void>;
  flow(): Promise<Flow>;
  close(): Promise<void>;
}

export async function testingHistory(pictures: number): Promise<TestingHistory> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-history-')));
  const images = await makePictures(folder, pictures, false);
  const endpoint = await startTestingEndpoint();
  const endpointWith = (model: string) => `${endpoint.url}|${model}|1000|2000`;
  const environment = { EKPHRASIS_ENDPOINT_TEST: endpointWith('test-model') };
  const host = createNodeHost('web', { EKPHRASIS_DATA: join(folder, 'data') });
  const engine = await createEngine(host, environment);
  const client: EngineClient = createRouterClient(engine.router);
  await client.project.create({ path: join(folder, 'p.ekp') });
  const flow = flowOf(
    {
      images: ['sources.folder', { folder: images }],
      prompt: ['prompts.text', { text: 'Describe the image.' }],
      captioner: ['captioners.endpoint', { endpoint: 'test' }],
      filter: ['filters.length', { minimum: 1 }],
      dataset: ['datasets.dataset', {}],
    },
    'images.images>prompt.image',
    'prompt.prompted>captioner.image',
    'captioner.caption>filter.caption',
    'filter.kept>dataset.captions',
  );
  const edit = (edits: readonly FlowEdit[], label: string) =>
    // The contract's input is the same with its arrays open for writing.
    client.flow.edit({ edits: edits as Parameters<EngineClient['flow']['edit']>[0]['edits'], label });
  await edit([{ kind: 'replace', flow }], 'Build');

  const ended = ({ id }: RunProgress) => runEnd(client, id);

  return {
    folder,
    engine,
    client,
    endpoint,
    useModel: (model) => {
      environment.EKPHRASIS_ENDPOINT_TEST = endpointWith(model);
    },
    ended,
    run: async (options = {}) => ended(await client.run.start(options)),
    setParams: async (id, params) => {
      await edit([{ kind: 'set-params', id, params }], `Change ${id}`);
    },
    flow: async () => (await client.flow.get()).flow,
    close: async () => {
      await engine.close();
      await endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
