import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { DatasetRecord } from '../../core/artifact.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { recordsOf, TestingTraining } from './testing-training.ts';
import { NAMED_PYTHON } from './trainer-environments.ts';

const run = promisify(execFile);
const TRAINER = fileURLToPath(new URL('../../trainer/', import.meta.url));

/** The interpreter that has the trainer's packages; undefined where none is named. */
export const TRAINER_PYTHON = process.env[NAMED_PYTHON] || undefined;

/** What the tests of the trainer itself are skipped for. */
export const NEEDS_TRAINER = `needs ${NAMED_PYTHON}`;

export type TinyKind = 'llava' | 'llava-onevision' | 'qwen2.5-vl' | 'smolvlm' | 'gemma3';

/** Writes a tiny model with random weights, as the trainer's own tests make it. */
export async function saveTinyModel(kind: TinyKind, folder: string): Promise<string> {
  const script = 'import sys, tiny; from pathlib import Path; tiny.save_tiny(sys.argv[1], Path(sys.argv[2]))';
  const paths = [path.join(TRAINER, 'src'), path.join(TRAINER, 'tests')];
  await run(TRAINER_PYTHON ?? '', ['-c', script, kind, folder], {
    env: { ...process.env, PYTHONPATH: paths.join(path.delimiter) },
  });
  return folder;
}

/** A desk whose trainer is the real one, over pictures that are there. */
export class RealTraining extends TestingTraining {
  readonly pictures = path.join(this.folder, 'pictures');

  constructor() {
    super({ python: TRAINER_PYTHON ?? '', packageFolder: path.join(TRAINER, 'src') });
    mkdirSync(this.pictures);
  }

  /** Makes so many plain pictures, and records that describe them. */
  async fill(count: number, caption = 'A red cube stands left of a small blue sphere.'): Promise<void> {
    const [first] = recordsOf(caption);
    const records: DatasetRecord[] = [];
    for (let index = 0; first && index < count; index += 1) {
      const background = { r: (index * 37) % 256, g: 9, b: 200 - index };
      const file = `${index}.png`;
      await sharp({ create: { width: 40, height: 30, channels: 3, background } })
        .png()
        .toFile(path.join(this.pictures, file));
      const [image] = first.images;
      if (image)
        records.push({ ...first, id: `r${index}`, images: [{ ...image, root: this.pictures, path: file }] });
    }
    this.records = records;
  }

  /** A request for a few quick steps on the CPU. */
  quick(
    base: string,
    optimizer: Partial<TrainingRequest['settings']['optimizer']> = {},
    changes: Partial<TrainingRequest['settings']> = {},
  ): Partial<TrainingRequest> {
    const { settings } = this.request();
    return {
      model: { folder: base },
      settings: {
        ...settings,
        template: 'conversation',
        hardware: { device: 'cpu' },
        evaluation: { max_new_tokens: 4 },
        ...changes,
        optimizer: { ...settings.optimizer, max_steps: 2, max_length: 128, ...optimizer },
      },
    };
  }
}
