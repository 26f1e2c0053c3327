import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { EngineClient } from '../../core/contract/index.ts';
import type { JsonObject } from '../../core/json.ts';
import type { TriedBoard, TriedCell, TriedNode } from '../../core/side-by-side.ts';
import { startTestingEndpoint, type TestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { makePictures } from '../cli/testing-pictures.ts';
import { createEngine, type Engine } from '../create-engine.ts';

/** For tests: a real engine without a project, pictures, and two priced endpoints of which the second costs ten times as much. */
export interface TestingBoard {
  readonly folder: string;
  /** Of `a.png`, `b.png`, … */
  readonly pictures: string;
  readonly engine: Engine;
  readonly client: EngineClient['sideBySide'];
  readonly all: EngineClient;
  readonly endpoint: TestingEndpoint;
  readonly second: TestingEndpoint;
  state(): Promise<TriedBoard>;
  /** The board once it satisfies a condition. */
  when(condition: (board: TriedBoard) => boolean): Promise<TriedBoard>;
  /** The board once nothing is under way. */
  settled(): Promise<TriedBoard>;
  /** Ends the engine and starts another one on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function testingBoard(pictures: number): Promise<TestingBoard> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-try-')));
  const images = await makePictures(folder, pictures, false);
  const [endpoint, second] = await Promise.all([startTestingEndpoint(), startTestingEndpoint()]);
  const environment = {
    EKPHRASIS_ENDPOINT_FIRST: `${endpoint.url}|test-model|1000|2000`,
    EKPHRASIS_ENDPOINT_SECOND: `${second.url}|test-model|10000|20000`,
    EKPHRASIS_ENDPOINT_UNPRICED: `${second.url}|test-model`,
    EKPHRASIS_ENDPOINT_DOWN: 'http://127.0.0.1:9/v1|test-model|0|0',
  };
  const data = join(folder, 'data');
  const start = () => createEngine(createNodeHost('web', { EKPHRASIS_DATA: data }), environment);
  let engine = await start();
  const all = (): EngineClient => createRouterClient(engine.router);

  async function when(condition: (board: TriedBoard) => boolean): Promise<TriedBoard> {
    const abort = new AbortController();
    try {
      for await (const board of await all().sideBySide.watch(undefined, { signal: abort.signal }))
        if (condition(board)) return board;
    } finally {
      abort.abort();
    }
    throw new Error('The board ended.');
  }

  return {
    folder,
    pictures: images,
    endpoint,
    second,
    get engine() {
      return engine;
    },
    get client() {
      return all().sideBySide;
    },
    get all() {
      return all();
    },
    state: () => when(() => true),
    when,
    settled: () =>
      when(({ columns }) => columns.every(({ state }) => state === 'idle' || state === 'paused')),
    restart: async () => {
      await engine.close();
      engine = await start();
    },
    close: async () => {
      await engine.close();
      await Promise.all([endpoint.close(), second.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A node that asks an endpoint. */
export function asking(endpoint: string, params: JsonObject = {}): TriedNode & { params: JsonObject } {
  return { type: 'captioners.endpoint', version: 1, params: { endpoint, ...params } };
}

export function saying(text: string): TriedNode & { params: JsonObject } {
  return { type: 'prompts.text', version: 1, params: { text } };
}

/** Cells of a column as one word each, in the order of the pictures. */
export function words({ pictures, columns }: TriedBoard, index = 0): readonly string[] {
  return pictures.map(({ hash }) => wordFor(columns[index]?.cells[hash]));
}

function wordFor(cell: TriedCell | undefined): string {
  if (cell?.state === 'failed') return cell.error.code;
  const flag = cell?.state === 'done' ? cell.caption.flags[0]?.reason : undefined;
  return flag ?? cell?.state ?? 'none';
}
