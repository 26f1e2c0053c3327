import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTrainedModel } from './trained-model.ts';

const DIGEST = 'c'.repeat(64);
const PARTS = ['decoder_model_merged', 'embed_tokens', 'vision_encoder'];

describe('a trained model as a captioner', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ekphrasis-trained-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const find = (precision = 'auto', instruction?: string) =>
    findTrainedModel(
      { digest: DIGEST, title: 'Student', folder, ...(instruction && { instruction }) },
      precision,
    );

  function writeOnnx(...endings: readonly string[]): void {
    mkdirSync(path.join(folder, 'onnx'), { recursive: true });
    for (const ending of endings)
      for (const part of PARTS)
        writeFileSync(path.join(folder, 'onnx', `${part}${ending}.onnx`), 'x'.repeat(1000));
  }

  function writeCard(changes: object = {}): void {
    const card = {
      version: 1,
      title: 'model',
      architecture: 'llava',
      prompt: { instruction: 'Say what you see.', max_new_tokens: 64 },
      onnx: {},
      ...changes,
    };
    writeFileSync(path.join(folder, 'card.json'), JSON.stringify(card));
  }

  it('[MODEL6] is known by its digest, in the best precision that is there', async () => {
    writeOnnx('', '_fp16', '_int8');
    expect(await find()).toMatchObject({ id: DIGEST, digest: DIGEST, precision: 'fp16', title: 'Student' });
    expect(await find('int8')).toMatchObject({ precision: 'int8', dtype: { vision_encoder: 'int8' } });
    await expect(find('q4')).rejects.toMatchObject({
      message: '“Student” was not written in precision q4.',
      details: { remedy: 'Choose fp16 or fp32 or int8, or auto.' },
    });
  });

  it('[MODEL7] is asked as it was trained: by its one instruction, else by that of its card, else by any prompt', async () => {
    writeOnnx('_fp16');
    expect(await find()).toMatchObject({ instruction: 'Describe the image in detail.', usesPrompt: true });
    writeCard();
    expect(await find()).toMatchObject({ instruction: 'Say what you see.', usesPrompt: true });
    expect(await find('auto', 'Describe it.')).toMatchObject({
      instruction: 'Describe it.',
      usesPrompt: false,
    });
  });

  it.each([
    ['{"version": 1, "archi'],
    ['[]'],
    [
      '{"version": 2, "architecture": "llava", "prompt": {"instruction": "x", "max_new_tokens": 1}, "onnx": {}}',
    ],
    [`{"pad": "${'x'.repeat(5_000_000)}"}`],
  ])('[MODEL7] goes by its files where the card is none of ours (%#)', async (text) => {
    writeOnnx('_fp16');
    writeFileSync(path.join(folder, 'card.json'), text);
    expect(await find()).toMatchObject({ precision: 'fp16', instruction: 'Describe the image in detail.' });
  });

  it('[MODEL8] that was not exported says which switch writes it', async () => {
    writeFileSync(path.join(folder, 'config.json'), '{}');
    await expect(find()).rejects.toMatchObject({
      code: 'MODEL_LOAD',
      message: '“Student” was not written for the captioner.',
      details: { remedy: expect.stringContaining('nothing is trained anew') },
    });
  });

  it('[MODEL8] of another architecture, or too large, says so and what else runs it', async () => {
    writeCard({ architecture: 'qwen2_5_vl' });
    await expect(find()).rejects.toMatchObject({
      message: 'This captioner runs models of LLaVA’s architecture, and “Student” is of qwen2_5_vl.',
      details: { remedy: 'Serve the model and use an endpoint captioner.' },
    });
    writeCard();
    await expect(find()).rejects.toMatchObject({ message: expect.stringContaining('more than 2 GB') });
  });

  it('[MODEL8] whose files were removed says what makes them again', async () => {
    rmSync(folder, { recursive: true });
    await expect(find()).rejects.toMatchObject({
      message: 'The files of “Student” are no longer in the project’s folder.',
      details: { remedy: expect.stringContaining('Run its trainer again') },
    });
  });
});
