import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { param } from '../param.ts';

/** Heads of the small models have so many units; grouped keys and values take heads in pairs. */
const WIDTH_STEP = 64;
const width = z.int().min(WIDTH_STEP).max(2048).multipleOf(WIDTH_STEP);
const blocks = z.int().min(1).max(48);

const params = z.object({
  name: param(z.string().min(1).max(200).default('New model'), { label: 'Name of the model', card: true }),
  side: param(z.int().min(16).max(512).default(48), {
    label: 'Pictures',
    unit: 'pixels wide and high',
    section: 'Vision tower',
  }),
  patch: param(z.int().min(4).max(64).default(8), {
    label: 'Patch',
    unit: 'pixels',
    section: 'Vision tower',
  }),
  visionBlocks: param(blocks.default(4), { label: 'Blocks', section: 'Vision tower', card: true }),
  visionWidth: param(width.default(64), { label: 'Width', section: 'Vision tower' }),
  textBlocks: param(blocks.default(2), { label: 'Blocks', section: 'Language model', card: true }),
  textWidth: param(width.default(128), { label: 'Width', section: 'Language model' }),
  vocabulary: param(z.int().min(300).max(50_000).default(1000), {
    label: 'Vocabulary',
    unit: 'tokens',
    help: 'Learned from the records. Few records make fewer.',
    section: 'Language model',
  }),
  context: param(z.int().min(64).max(8192).default(256), {
    label: 'Longest sample',
    unit: 'tokens',
    section: 'Language model',
  }),
  seed: param(z.int().min(0).max(2_147_483_647).default(1), {
    label: 'Seed',
    help: 'Another seed draws other weights.',
  }),
});

/** A small model that has learnt nothing yet, for trying a whole way out on a computer without a GPU. */
export const newModel = defineNode.job({
  type: 'training.new-model',
  version: 1,
  title: 'New small model',
  summary: 'Makes a small LLaVA model with new weights, and a tokenizer learned from the captions.',
  icon: 'sprout',
  synonyms: ['base', 'initialise', 'random', 'from scratch', 'tiny', 'llava'],
  inputs: { dataset: { type: 'dataset' } },
  outputs: { model: { type: 'model' } },
  params,
  trainer: () => ({ device: 'cpu', devices: 1 }),
  check: ({ side, patch }) =>
    side % patch === 0
      ? []
      : [
          {
            param: 'patch',
            message: `Pictures of ${side} pixels cannot be cut into patches of ${patch}.`,
            remedy: 'Choose a patch that divides the width.',
          },
        ],
  run: ({ dataset = [] }, { name, ...sizes }, { study }) =>
    study.newModel({ title: name, texts: dataset, ...sizes }),
});
