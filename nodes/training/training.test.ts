import { describe, expect, it } from 'vitest';
import type { NodeTypeOf } from '../../core/define-node.ts';
import type { Json } from '../../core/json.ts';
import type { JobContext } from '../../core/node-context.ts';
import { trainSpecSchema } from '../../core/training/train-spec.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { dpo } from './dpo.ts';
import { lora } from './lora.ts';
import { preTrain } from './pre-train.ts';
import { sft } from './sft.ts';
import { shareCaptioner } from './share-captioner.ts';

async function requestOf(
  type: NodeTypeOf<'job'>,
  params: Record<string, Json> = {},
): Promise<TrainingRequest> {
  const asked: TrainingRequest[] = [];
  const train: JobContext['train'] = async (request) => {
    asked.push(request);
    return { summary: '' };
  };
  await type.run({}, type.params.parse(params), { train } as unknown as JobContext);
  const [request] = asked;
  if (request === undefined) throw new Error('nothing was asked for');
  return request;
}

describe.each([shareCaptioner, preTrain, sft, lora, dpo])('[TRAIN2] $type', (type) => {
  it('asks for a spec that the trainer takes, with nothing left to a default that may change', async () => {
    const { recipe, settings } = await requestOf(type);
    const spec = {
      ...settings,
      version: 1,
      recipe,
      model: '/model',
      output: '/job',
      data: { ...settings.data, train: '/train' },
    };
    expect(trainSpecSchema.parse(spec)).toMatchObject(spec);
  });

  it('needs a base model unless one is wired', () => {
    const params = type.params.parse({ base: '/models/base', device: 'cuda', devices: 2 });
    expect(type.trainer?.(params, new Set())).toEqual({
      device: 'cuda',
      devices: 2,
      model: { folder: '/models/base', param: 'base' },
    });
    expect(type.trainer?.(params, new Set(['model']))).toEqual({ device: 'cuda', devices: 2 });
    expect(type.folders?.(params, new Set(['model']))).toEqual([]);
  });
});

describe('settings', () => {
  it('0 and −1 mean what their help says', async () => {
    const { settings } = await requestOf(preTrain, {
      visionFrom: -1,
      maxSteps: 0,
      projectorLearningRate: 1e-3,
    });
    expect(settings.tuned.vision_unfrozen_from).toBeNull();
    expect(settings.optimizer).not.toHaveProperty('max_steps');
    expect(settings.optimizer).not.toHaveProperty('vision_learning_rate');
    expect(settings.optimizer.projector_learning_rate).toBe(1e-3);
    expect((await requestOf(preTrain)).settings.tuned.vision_unfrozen_from).toBe(12);
  });

  it('an empty instruction leaves the questions as they are', async () => {
    expect((await requestOf(shareCaptioner)).settings.instruction).toMatch(/^Analyze the image/);
    expect((await requestOf(shareCaptioner, { instruction: ' ' })).settings).not.toHaveProperty(
      'instruction',
    );
  });

  it('LoRA goes by its preset, and what is set stands over it', async () => {
    expect((await requestOf(lora)).settings).toMatchObject({
      template: 'chat',
      lora: { r: 64, alpha: 16, bits: 16 },
    });
    expect((await requestOf(lora, { preset: 'script', rank: 8, bits: '4' })).settings).toMatchObject({
      template: 'conversation',
      images: { aspect: 'pad' },
      lora: { r: 8, alpha: 256, bits: 4 },
    });
  });

  it('DPO asks for pairs, with adapters or whole weights', async () => {
    expect(await requestOf(dpo)).toMatchObject({
      pairs: true,
      settings: { dpo: { beta: 0.1 }, lora: { r: 64 } },
    });
    expect((await requestOf(dpo, { rank: 0 })).settings).not.toHaveProperty('lora');
  });
});
