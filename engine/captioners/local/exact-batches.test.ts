import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Sampling } from '../../../core/captioner.ts';
import { spawnChildHost } from '../../hosts/spawn-child-host.ts';
import { createHostPool, type HostPool, type PoolRequest } from './host-pool.ts';
import type { HostSetup } from './host-setup.ts';

/*
 * With the real model in real processes: how a model is run changes no caption.
 */

const assets = fileURLToPath(new URL('../../../assets/', import.meta.url));
const scenes = readdirSync(`${assets}sample/scenes`).sort();
const fromPyTorch: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('./starter-captions.json', import.meta.url), 'utf8'),
);
const never = new AbortController().signal;

const request = (name: string, sampling: Sampling, seed = 0): PoolRequest => ({
  image: name,
  imagePath: `${assets}sample/scenes/${name}`,
  prompt: '',
  sampling,
  seed,
});

async function withStarter<T>(setup: HostSetup, work: (pool: HostPool) => Promise<T>): Promise<T> {
  const pool = createHostPool({
    start: (environment) => spawnChildHost('local-model', environment),
    spec: {
      folder: `${assets}starter`,
      style: 'chat',
      dtype: { embed_tokens: 'fp16', vision_encoder: 'fp16', decoder_model_merged: 'fp16' },
      instruction: 'Describe the image in detail.',
      usesPrompt: false,
      maxNewTokens: 130,
    },
    providers: ['cpu'],
    plan: () => setup,
    memoryLimitBytes: 2e9,
    idleMs: 60_000,
    requestMs: 60_000,
  });
  return work(pool).finally(() => pool.close());
}

const SETUPS: readonly HostSetup[] = [
  { hosts: 1, threads: 1, batchSize: 1 },
  { hosts: 2, threads: 1, batchSize: 4 },
  { hosts: 1, threads: 2, batchSize: 8 },
];
const GREEDY = { maxTokens: 130, temperature: 0 };
const FREE = { maxTokens: 50, temperature: 1.3, topP: 0.95 };

describe('the starter', { timeout: 60_000 }, () => {
  it('[CAP7] [CAP31] [RUN9] says the same, greedy and with seeds, in any number of processes, threads and pictures at once', async () => {
    const spoken = [];
    for (const setup of SETUPS) {
      const texts = await withStarter(setup, async (pool) => {
        const greedy = scenes.slice(0, 8).map((name) => pool.run(request(name, GREEDY), never));
        const seeded = scenes.slice(0, 8).map((name, index) => pool.run(request(name, FREE, index), never));
        const replies = await Promise.all([...greedy, ...seeded]);
        expect(Math.max(...replies.map(({ batchSize }) => batchSize))).toBe(setup.batchSize);
        return replies.map(({ text }) => text);
      });
      spoken.push(texts);
    }
    expect(spoken[1]).toEqual(spoken[0]);
    expect(spoken[2]).toEqual(spoken[0]);
    expect(spoken[0]?.slice(0, 8)).toEqual(scenes.slice(0, 8).map((name) => fromPyTorch[name]));
    expect(new Set(spoken[0]?.slice(8)).size).toBeGreaterThan(6);
  });

  it('[CAP31] computes for each picture of a batch what it computes for it alone, to the bit, to the end', async () => {
    await withStarter({ hosts: 1, threads: 1, batchSize: 1 }, async (pool) => {
      await pool.run(request(scenes[0] ?? '', GREEDY), never);
      const eight = scenes.slice(12, 20).map((name) => request(name, GREEDY));
      const alone = await pool.fingerprint(eight, false);
      expect(alone.map((digest) => digest.length)).toEqual(eight.map(() => 64));
      expect(new Set(alone).size).toBe(8);
      expect(await pool.fingerprint(eight, true)).toEqual(alone);
    });
  });
});
