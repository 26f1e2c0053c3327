import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import sharp from 'sharp';
import type { FlowAnswer } from '../../core/contract/flow.ts';
import type { EngineClient } from '../../core/contract/index.ts';
import type { ProjectEvent } from '../../core/contract/project.ts';
import type { FlowNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import type { EngineHost } from '../engine-host.ts';

/** For tests: an engine without a project on a computer of its own, and a client that asks its router without a connection between. */
export interface TestingEngine {
  /** Holds everything that the engine and the test write; gone afterwards. */
  readonly folder: string;
  readonly host: EngineHost;
  readonly engine: Engine;
  readonly client: EngineClient;
  /** Changes the flow as a person's window does. */
  edit(label: string, ...edits: readonly FlowEdit[]): Promise<FlowAnswer>;
  /** The same computer with another engine on it; this one is closed. */
  restart(changes: Partial<EngineHost>): Promise<TestingEngine>;
  close(): Promise<void>;
}

/** The contract's input: the same with its arrays open for writing. */
export type Edits = Parameters<EngineClient['flow']['edit']>[0]['edits'];

/** Starts an engine in a new folder, with nothing in its environment but what is given. */
export function testingEngine(environment: Readonly<Record<string, string>> = {}): Promise<TestingEngine> {
  return start(realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-router-'))), {}, environment);
}

async function start(
  folder: string,
  changes: Partial<EngineHost>,
  environment: Readonly<Record<string, string>>,
): Promise<TestingEngine> {
  const host = { ...createNodeHost('web', { EKPHRASIS_DATA: join(folder, 'data') }), ...changes };
  const engine = await createEngine(host, environment);
  const client: EngineClient = createRouterClient(engine.router);
  await client.system.setSetting({ name: 'projectsFolder', value: join(folder, 'projects') });
  return {
    folder,
    host,
    engine,
    client,
    edit: (label, ...edits) => client.flow.edit({ edits: edits as unknown as Edits, label }),
    restart: async (next) => {
      await engine.close();
      return start(folder, next, environment);
    },
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A new node as an edit. */
export function add(id: string, type: string, params?: FlowNode['params']): FlowEdit {
  return { kind: 'add-node', node: nodeOf(id, type, params) };
}

/** A new wire as an edit. */
export function wire(from: string, port: string, to: string, input: string): FlowEdit {
  return { kind: 'connect', wire: { from: { node: from, port }, to: { node: to, port: input } } };
}

/** Small pictures of different colours with captions beside them, the first of which is short; resolves with their folder. */
export async function captionedPictures(folder: string, count: number): Promise<string> {
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  for (let index = 0; index < count; index++) {
    const background = { r: index * 9, g: 255 - index * 9, b: 40 };
    const image = sharp({ create: { width: 24, height: 16, channels: 3, background } });
    await image.png().toFile(join(pictures, `${index}.png`));
    const caption = index === 0 ? 'short' : `The caption of picture number ${index}.`;
    writeFileSync(join(pictures, `${index}.txt`), caption);
  }
  return pictures;
}

/** Makes the project `p.ekp` with the flow images → prompt → existing → filter → dataset; the filter rejects the first picture's caption. */
export async function openCaptioned({ folder, client, edit }: TestingEngine, count = 3): Promise<void> {
  const pictures = await captionedPictures(folder, count);
  await client.project.create({ path: join(folder, 'p.ekp') });
  await edit(
    'Build',
    add('images', 'sources.folder', { folder: pictures }),
    add('prompt', 'prompts.text', { text: 'Describe {{image.name}}.' }),
    add('existing', 'captioners.existing'),
    add('filter', 'filters.length', { minimum: 10 }),
    add('dataset', 'datasets.dataset'),
    wire('images', 'images', 'prompt', 'image'),
    wire('prompt', 'prompted', 'existing', 'image'),
    wire('existing', 'caption', 'filter', 'caption'),
    wire('filter', 'kept', 'dataset', 'captions'),
  );
}

/** Runs to the end and gives every event on the way. */
export async function runWithEvents({ client }: TestingEngine): Promise<readonly ProjectEvent[]> {
  const abort = new AbortController();
  const watching = await client.project.watch(undefined, { signal: abort.signal });
  const started = await client.run.start({});
  const events: ProjectEvent[] = [];
  for await (const event of watching) {
    events.push(event);
    if (event.kind === 'run' && event.run?.id === started.id && event.run.endedAt !== undefined) break;
  }
  abort.abort();
  return events;
}
