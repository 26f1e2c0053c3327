import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetRecord } from '../../core/artifact.ts';
import type { CaptionReply } from '../../core/captioner.ts';
import type { ImageHash } from '../../core/ids.ts';
import { openLocalCaptioner } from '../captioners/local/local-captioner.ts';
import { readExportedCard } from '../captioners/models/exported-card.ts';
import { findTrainedModel } from '../captioners/models/trained-model.ts';
import { spawnChildHost } from '../hosts/spawn-child-host.ts';
import { DATASET, recordsOf, TestingTraining } from './testing-training.ts';
import { NAMED_PYTHON } from './trainer-environments.ts';

const PYTHON = process.env[NAMED_PYTHON] || undefined;
const TRAINER = fileURLToPath(new URL('../../trainer/', import.meta.url));
const why = PYTHON === undefined ? ` (needs ${NAMED_PYTHON})` : '';
const TIMEOUT = 600_000;
const STEPS = 40;
/** The tiny model's own size: two libraries shrink pictures each in its own way, and that is not what is compared. */
const SIDE = 28;
const MOST_TOKENS = 32;
const CAPTIONS = [
  'A red cube stands left of a small blue sphere.',
  'There are two cats and one dog.',
  'The sign says open.',
];

let training: TestingTraining;
/** Places of the pictures by their hashes. */
let pictures: ReadonlyMap<ImageHash, string>;

beforeEach(async () => {
  training = new TestingTraining({ python: PYTHON ?? '', packageFolder: path.join(TRAINER, 'src') });
  const folder = path.join(training.folder, 'pictures');
  mkdirSync(folder);
  const places = await Promise.all(
    CAPTIONS.map((_, index) => drawPicture(path.join(folder, `${index}.png`), index)),
  );
  pictures = new Map(places.map((place) => [hashOf(place), place]));
  training.records = recordsOf(CAPTIONS[0] ?? '').map((record, index) =>
    recordAt(record, index, places[index] ?? ''),
  );
});
afterEach(() => training.close());

describe.skipIf(PYTHON === undefined)(`the trainer itself${why}`, () => {
  it(
    '[JOB1] [MODEL7] teaches a tiny model, which captions in the app’s own host as it does in PyTorch',
    async () => {
      const { artifact } = await teach();
      const model = training.desk.modelOf({
        ...DATASET,
        card: artifact?.card() ?? {},
        digest: artifact?.digest ?? '',
      });
      expect(existsSync(path.join(model.folder, 'model.safetensors'))).toBe(true);
      const [job] = await training.desk.list();
      expect(job).toMatchObject({ state: 'done', step: STEPS, steps: STEPS, model: artifact?.digest });

      const { evaluations } = await training.desk.evaluations(job?.key ?? '');
      const said = new Map(evaluations.at(-1)?.captions.map(({ hash, text }) => [hash, text.trim()]));
      expect([...said.keys()].sort()).toEqual([...pictures.keys()].sort());
      const replies = await captionWith(model);
      expect(Object.fromEntries(replies.map(([hash, { text }]) => [hash, text.trim()]))).toEqual(
        Object.fromEntries(said),
      );
      expect(new Set(said.values()).size, 'it has learned to tell pictures apart').toBeGreaterThan(1);
      expect(replies[0]?.[1].model).toBe(`job ${job?.key}, step ${STEPS}`);

      const card = await readExportedCard(model.folder);
      expect(card).toMatchObject({ architecture: 'llava', parity: [{ precision: 'fp16' }] });
      expect(artifact?.card()).toMatchObject({ onnx: true, steps: STEPS });
    },
    TIMEOUT,
  );
});

function teach() {
  const base = path.join(training.folder, 'tiny');
  const script = 'import sys, tiny; from pathlib import Path; tiny.save_tiny("llava", Path(sys.argv[1]))';
  execFileSync(PYTHON ?? '', ['-c', script, base], {
    env: {
      ...process.env,
      PYTHONPATH: [path.join(TRAINER, 'src'), path.join(TRAINER, 'tests')].join(path.delimiter),
    },
  });
  const { settings } = training.request();
  return training.train({
    model: { folder: base },
    exportOnnx: true,
    pinnedImages: CAPTIONS.length,
    settings: {
      ...settings,
      instruction: 'What is in the image?',
      optimizer: {
        ...settings.optimizer,
        learning_rate: 1e-2,
        global_batch_size: 3,
        device_batch_size: 3,
        max_steps: STEPS,
        epochs: STEPS,
        max_length: 128,
      },
      tuned: { ...settings.tuned, vision_unfrozen_from: 0 },
      hardware: { device: 'cpu' },
      evaluation: { max_new_tokens: MOST_TOKENS },
    },
  });
}

async function captionWith(
  model: Parameters<typeof findTrainedModel>[0],
): Promise<readonly (readonly [ImageHash, CaptionReply])[]> {
  const captioner = await openLocalCaptioner({
    model: await findTrainedModel(model, 'auto'),
    spawnHost: spawnChildHost,
    images: { locate: async (image) => pictures.get(image) ?? 'missing' },
    machine: { cores: 2, memoryBytes: 8e9, freeBytes: 8e9 },
    run: { provider: 'cpu', hosts: 1, threads: 1, measure: false },
    platform: process.platform,
  });
  try {
    const hashes = [...pictures.keys()];
    const sampling = { maxTokens: MOST_TOKENS, temperature: 0 };
    const replies = await captioner.caption(
      hashes.map((image) => ({ image, prompt: '', sampling, seed: 1 })),
      new AbortController().signal,
    );
    return replies.map((reply, index) => {
      if (reply instanceof Error) throw reply;
      return [hashes[index] as ImageHash, reply];
    });
  } finally {
    await captioner.close();
  }
}

async function drawPicture(file: string, index: number): Promise<string> {
  const background = { r: index * 120, g: 255 - index * 120, b: index === 1 ? 255 : 9 };
  await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background } })
    .png()
    .toFile(file);
  return file;
}

function recordAt(record: DatasetRecord, index: number, place: string): DatasetRecord {
  return {
    ...record,
    images: record.images.map((image) => ({ ...image, hash: hashOf(place), root: path.dirname(place) })),
    conversations: [
      { from: 'human', value: '<image>\nWhat is in the image?' },
      { from: 'gpt', value: CAPTIONS[index] ?? '' },
    ],
  };
}

function hashOf(file: string): ImageHash {
  return createHash('sha256').update(readFileSync(file)).digest('hex') as ImageHash;
}
