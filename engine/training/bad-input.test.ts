import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { NEEDS_TRAINER, RealTraining, saveTinyModel, TRAINER_PYTHON } from './testing-real-trainer.ts';
import { KEY } from './testing-training.ts';

const MINUTE = 60_000;
const base = mkdtempSync(path.join(tmpdir(), 'ekphrasis-tiny-'));

let training: RealTraining;
beforeAll(async () => {
  if (TRAINER_PYTHON !== undefined) await saveTinyModel('llava', base);
}, 5 * MINUTE);
beforeEach(async () => {
  training = new RealTraining();
  await training.fill(8);
});
afterEach(() => training.close(), MINUTE);
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Case {
  readonly prepare: (training: RealTraining) => Partial<TrainingRequest>;
  readonly code: string;
  readonly message: RegExp;
  readonly remedy: RegExp;
}

const CASES: Record<string, Case> = {
  'pictures that are gone': {
    prepare: (of) => {
      for (const name of ['1.png', '2.png', '3.png']) rmSync(path.join(of.pictures, name));
      return of.quick(base);
    },
    code: 'DATA_BROKEN',
    message: /^3 of 8 records cannot be used \(.*missing-image.*\); at most 1\.00% may be so\.$/,
    remedy: /repair or remove these records, or allow more\.$/,
  },
  'captions that are empty': {
    prepare: (of) => {
      of.records = (of.records ?? []).map((record) => ({
        ...record,
        conversations: record.conversations.map((turn) =>
          turn.from === 'gpt' ? { ...turn, value: ' ' } : turn,
        ),
      }));
      return of.quick(base);
    },
    code: 'DATA_EMPTY',
    message: /has no usable record \(.*no-reply.*\)\.$/,
    remedy: /^Give records with replies\.$/,
  },
  'a model of another architecture': {
    prepare: (of) => {
      const other = path.join(of.folder, 'other');
      cpSync(base, other, { recursive: true });
      const config = JSON.parse(readFileSync(path.join(other, 'config.json'), 'utf8'));
      const changed = { ...config, model_type: 'bert', architectures: ['BertModel'] };
      writeFileSync(path.join(other, 'config.json'), JSON.stringify(changed));
      return of.quick(other);
    },
    code: 'MODEL_UNSUITED',
    message: /^other is a model of type bert/,
    remedy: /^Choose a vision-language model\.$/,
  },
  'four bits without CUDA': {
    prepare: (of) => ({
      ...of.quick(base, {}, { lora: { r: 4, alpha: 8, dropout: 0, bits: 4 } }),
      recipe: 'lora',
    }),
    code: 'DEVICE_MISSING',
    message: /CUDA/,
    remedy: /^\w.+\.$/,
  },
};

describe.skipIf(TRAINER_PYTHON === undefined)(`what the trainer cannot work with (${NEEDS_TRAINER})`, () => {
  it.each(Object.entries(CASES))(
    '[BAD16] %s: the node and the job say so, and what to do',
    async (_, { prepare, code, message, remedy }) => {
      await expect(training.train(prepare(training))).rejects.toMatchObject({
        code: expect.stringMatching(/^(TRAINER_FAILED|TRAINING_DATA)$/),
        message: expect.stringMatching(message),
        details: { remedy: expect.stringMatching(remedy) },
      });
      expect(await training.desk.get(KEY)).toMatchObject({
        state: 'failed',
        trainerCode: code,
        error: { message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) },
      });
    },
    5 * MINUTE,
  );

  it('[BAD16] a device that is not there is told without starting Python', async () => {
    const request = training.quick(base, {}, { hardware: { device: 'cuda' } });
    await expect(training.train(request)).rejects.toMatchObject({
      code: 'TRAINER_FAILED',
      message: 'This computer has no CUDA device that the trainer can use.',
      details: { remedy: 'Choose another device on the node.' },
    });
    expect(await training.desk.check({ device: 'cuda', devices: 1 })).toMatchObject([
      {
        code: 'PARAMETER_INVALID',
        param: 'device',
        remedy: expect.stringContaining('Choose another device'),
      },
    ]);
  });
});
