import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ManagedServer, ServerState } from '../../core/serving/managed-server.ts';
import { DeviceQueue } from '../training/device-queue.ts';
import { ServerDesk, type ServerDeskOptions } from './server-desk.ts';

/** A program that passes for a Python with everything, and for a server of models. */
export const PRETEND = fileURLToPath(new URL('fixtures/pretend-server.mjs', import.meta.url));

export type Orders = 'fine' | 'die at start' | 'die when asked' | 'never answer' | 'serve another model';

/** A model folder that passes for one, with orders for the server. */
export function pretendModel(folder: string, orders: Orders = 'fine'): string {
  mkdirSync(folder, { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'preprocessor_config.json'])
    writeFileSync(path.join(folder, file), '{}');
  writeFileSync(path.join(folder, 'chat_template.jinja'), '{{ messages }}');
  writeFileSync(path.join(folder, 'model.safetensors'), path.basename(folder));
  writeFileSync(path.join(folder, 'orders.txt'), orders);
  return folder;
}

/** A desk on a computer of its own, whose servers are real processes without models. */
export class TestingServers {
  readonly home = mkdtempSync(path.join(tmpdir(), 'ekphrasis-servers-'));
  readonly queue = new DeviceQueue(path.join(this.home, 'queue.sqlite'));
  readonly #desks: ServerDesk[] = [];
  desk = this.newDesk();

  /** As an app that was started anew makes it. */
  newDesk(changes: Partial<ServerDeskOptions> = {}): ServerDesk {
    const desk = new ServerDesk({
      dataFolder: path.join(this.home, 'data'),
      trainer: {
        get: async () => ({
          state: 'ready',
          origin: 'named',
          build: 'cpu',
          python: PRETEND,
          versions: {},
          devices: [{ kind: 'cpu', name: 'CPU', memoryBytes: 1 }],
        }),
      },
      packages: { get: async () => ({ state: 'ready', programs: ['transformers'] }) },
      queue: this.queue,
      environment: {},
      now: Date.now,
      timing: { lookMs: 20, giveWayMs: 0 },
      ...changes,
    });
    this.#desks.push(desk);
    return desk;
  }

  model(name: string, orders: Orders = 'fine'): string {
    return pretendModel(path.join(this.home, 'models', name), orders);
  }

  /** A served model's state, once it is as is wanted. */
  async until(state: ServerState, desk = this.desk): Promise<ManagedServer> {
    const isWanted = (server: ManagedServer) =>
      server.state === state && (state !== 'waiting' || server.queuePlace !== undefined);
    for await (const [server] of desk.watch(undefined)) if (server && isWanted(server)) return server;
    throw new Error('The desk was closed.');
  }

  async close(): Promise<void> {
    for (const desk of this.#desks) await desk.close();
    this.queue.close();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
