import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DATASET, recordsOf, TestingTraining } from './testing-training.ts';
import { NAMED_PYTHON } from './trainer-environments.ts';

const PYTHON = process.env[NAMED_PYTHON];
const TRAINER = fileURLToPath(new URL('../../trainer/', import.meta.url));
const MINUTE = 60_000;

let training: TestingTraining;
beforeEach(() => {
  training = new TestingTraining({ python: PYTHON ?? '', packageFolder: path.join(TRAINER, 'src') });
});
afterEach(() => training.close());

it.skipIf(PYTHON === undefined)(
  `[JOB1] the trainer itself teaches a tiny model, whose folder becomes an artifact (needs ${NAMED_PYTHON})`,
  async () => {
    const pictures = path.join(training.folder, 'pictures');
    mkdirSync(pictures);
    for (const index of [0, 1, 2])
      await sharp({
        create: { width: 40, height: 30, channels: 3, background: { r: index * 99, g: 9, b: 9 } },
      })
        .png()
        .toFile(path.join(pictures, `${index}.png`));
    const base = path.join(training.folder, 'tiny');
    const script = 'import sys, tiny; from pathlib import Path; tiny.save_tiny("llava", Path(sys.argv[1]))';
    execFileSync(PYTHON ?? '', ['-c', script, base], {
      env: {
        ...process.env,
        PYTHONPATH: [path.join(TRAINER, 'src'), path.join(TRAINER, 'tests')].join(path.delimiter),
      },
    });
    training.records = recordsOf('A red cube stands left of a small blue sphere.').map((record) => ({
      ...record,
      images: record.images.map((image) => ({ ...image, root: pictures })),
    }));
    const { settings } = training.request();
    const { artifact } = await training.train({
      model: { folder: base },
      settings: {
        ...settings,
        template: 'conversation',
        optimizer: { ...settings.optimizer, max_steps: 2, max_length: 128 },
        hardware: { device: 'cpu' },
        evaluation: { max_new_tokens: 4 },
      },
    });
    const { folder } = training.desk.modelOf({ ...DATASET, digest: artifact?.digest ?? '' });
    expect(existsSync(path.join(folder, 'model.safetensors'))).toBe(true);
    const [job] = await training.desk.list();
    expect(job).toMatchObject({ state: 'done', step: 2, steps: 2, model: artifact?.digest });
    const { pinned, evaluations } = await training.desk.evaluations(job?.key ?? '');
    expect(evaluations.at(-1)?.captions.map(({ hash }) => hash)).toEqual(pinned.map(({ hash }) => hash));
  },
  2 * MINUTE,
);
