import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImageHash } from '../../../core/ids.ts';
import { spawnChildHost } from '../../hosts/spawn-child-host.ts';
import { openLocalCaptioner } from './local-captioner.ts';

const trainer = fileURLToPath(new URL('../../../trainer/', import.meta.url));
const python = process.env.EKPHRASIS_TRAINER_PYTHON || undefined;
const why = python === undefined ? ' (needs EKPHRASIS_TRAINER_PYTHON, the trainer’s Python)' : '';
const DTYPE = { embed_tokens: 'fp32', vision_encoder: 'fp32', decoder_model_merged: 'fp32' };
const MOST = 24;

describe.skipIf(python === undefined)(`a model that the trainer has exported${why}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ekphrasis-exported-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('[MODEL2] says in the app’s own host what it says in PyTorch', { timeout: 240_000 }, async () => {
    const fromPyTorch = exportModel(folder);
    const names = Object.keys(fromPyTorch);
    const files = new Map(names.map((name) => [hashOf(path.join(folder, name)), path.join(folder, name)]));
    const captioner = await openLocalCaptioner({
      model: {
        id: 'exported',
        title: 'Exported',
        folder: path.join(folder, 'model'),
        precision: 'fp32',
        dtype: DTYPE,
        providers: ['cpu'],
        style: 'chat',
        instruction: 'Describe the image in detail.',
        usesPrompt: false,
        maxNewTokens: MOST,
        memoryMB: 300,
        digest: 'e'.repeat(64),
      },
      spawnHost: spawnChildHost,
      images: { locate: async (image) => files.get(image) ?? 'missing' },
      machine: { cores: 2, memoryBytes: 8e9, freeBytes: 8e9 },
      platform: process.platform,
    });
    try {
      const replies = await captioner.caption(
        [...files.keys()].map((image) => ({
          image,
          prompt: '',
          sampling: { maxTokens: MOST, temperature: 0 },
          seed: 1,
        })),
        new AbortController().signal,
      );
      const said = replies.map((reply) => ('text' in reply ? reply.text.trim() : reply));
      expect(Object.fromEntries(names.map((name, index) => [name, said[index]]))).toEqual(fromPyTorch);
      expect(new Set(said).size).toBeGreaterThan(2);
    } finally {
      await captioner.close();
    }
  });
});

/** Captions by PyTorch, by the name of the picture. */
function exportModel(into: string): Record<string, string> {
  const output = execFileSync(python as string, ['tests/export/export_small_model.py', into], {
    cwd: trainer,
    env: { ...process.env, PYTHONPATH: ['src', '../scenes/src'].join(path.delimiter), OMP_NUM_THREADS: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as Record<string, string>;
}

function hashOf(file: string): ImageHash {
  return createHash('sha256').update(readFileSync(file)).digest('hex') as ImageHash;
}
