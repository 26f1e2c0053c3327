import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { CaptionRequest } from '../../../core/captioner.ts';
import type { ImageHash } from '../../../core/ids.ts';
import { spawnChildHost } from '../../hosts/spawn-child-host.ts';
import type { InstalledModel } from '../models/installed-model.ts';
import { openLocalCaptioner } from './local-captioner.ts';

const assets = fileURLToPath(new URL('../../../assets/', import.meta.url));
const scenes = readdirSync(`${assets}sample/scenes`).sort();
/** What PyTorch (2.15, transformers 5.23, float32, greedy) says to the same files. */
const fromPyTorch: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('./starter-captions.json', import.meta.url), 'utf8'),
);

const starter: InstalledModel = {
  id: 'starter',
  title: 'Starter',
  folder: `${assets}starter`,
  precision: 'fp16',
  dtype: { embed_tokens: 'fp16', vision_encoder: 'fp16', decoder_model_merged: 'fp16' },
  providers: ['cpu'],
  style: 'chat',
  instruction: 'Describe the image in detail.',
  usesPrompt: false,
  maxNewTokens: 130,
  memoryMB: 500,
  digest: 'd'.repeat(64),
};

const fileByHash = new Map(scenes.map((name) => [hashOf(name), `${assets}sample/scenes/${name}`]));

function hashOf(name: string): ImageHash {
  const bytes = readFileSync(`${assets}sample/scenes/${name}`);
  return createHash('sha256').update(bytes).digest('hex') as ImageHash;
}

function request(name: string, overrides: Partial<CaptionRequest> = {}): CaptionRequest {
  return {
    image: hashOf(name),
    prompt: 'This text is not sent to the starter.',
    sampling: { maxTokens: 500, temperature: 0 },
    seed: 1,
    ...overrides,
  };
}

const captioner = await openLocalCaptioner({
  model: starter,
  spawnHost: spawnChildHost,
  images: { locate: async (image) => fileByHash.get(image) ?? 'missing' },
  machine: { cores: cpus().length, memoryBytes: 8e9, freeBytes: 8e9 },
  platform: process.platform,
});
afterAll(() => captioner.close());
const signal = new AbortController().signal;

describe('the starter', { timeout: 60_000 }, () => {
  it('[CAP7] [RUN9] says what PyTorch says, all 24 in one call and each by itself', async () => {
    const together = await captioner.caption(
      scenes.map((name) => request(name)),
      signal,
    );
    expect(Object.fromEntries(scenes.map((name, index) => [name, textOf(together[index])]))).toEqual(
      fromPyTorch,
    );
    const alone = [];
    for (const name of scenes.slice(0, 4)) alone.push(...(await captioner.caption([request(name)], signal)));
    expect(alone.map(textOf)).toEqual(together.slice(0, 4).map(textOf));
    expect(together[0]).toMatchObject({ finishReason: 'stop', costUsd: 0, model: 'starter', attempts: 1 });
  });

  it('[CAP4] says that a caption was cut when it reached the limit of tokens', async () => {
    const [reply] = await captioner.caption(
      [request('scene-00.png', { sampling: { maxTokens: 5, temperature: 0 } })],
      signal,
    );
    expect(reply).toMatchObject({ finishReason: 'length', usage: { completionTokens: 5 } });
  });

  it('[CAP7] [RUN9] draws the same words from the same seed, and others from another', async () => {
    const sampling = { maxTokens: 60, temperature: 1.5 };
    const seeds = [7, 7, 8];
    const replies = await captioner.caption(
      seeds.map((seed) => request('scene-01.png', { seed, sampling })),
      signal,
    );
    const [first, again, other] = replies.map(textOf);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('[CAP1] [RUN6] gives an error for a picture that cannot be decoded, and captions the others', async () => {
    const missing = 'f'.repeat(64) as ImageHash;
    const replies = await captioner.caption(
      [request('scene-02.png', { image: missing }), request('scene-02.png')],
      signal,
    );
    expect(replies[0]).toMatchObject({ code: 'IMAGE_DAMAGED' });
    expect(textOf(replies[1])).toBe(fromPyTorch['scene-02.png']);
  });

  it('[RUN8] gives up what is queued and what is at work when it is cancelled', async () => {
    const abort = new AbortController();
    const all = captioner.caption(
      scenes.map((name) => request(name)),
      abort.signal,
    );
    abort.abort();
    expect(new Set((await all).map((one) => (one as { code?: string }).code))).toEqual(
      new Set(['CANCELLED']),
    );
    const [after] = await captioner.caption([request('scene-03.png')], signal);
    expect(textOf(after)).toBe(fromPyTorch['scene-03.png']);
  });

  it('[CAP2] [RUN3] is known by its files and precision, not by where it runs', () => {
    expect(captioner.identity).toEqual({
      provider: 'local',
      model: 'starter',
      digest: starter.digest,
      precision: 'fp16',
    });
  });
});

function textOf(reply: unknown): string {
  return (reply as { readonly text: string }).text;
}
