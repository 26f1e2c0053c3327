import { z } from 'zod';
import { param } from '../param.ts';
import { defineTrainer } from './define-trainer.ts';
import { DPO_BETA, DPO_LORA, LORA_DROPOUT, RECIPE_VALUES } from './recipe-values.ts';
import { trainParams } from './train-params.ts';

const section = 'Preference';

const params = z.object({
  ...trainParams(RECIPE_VALUES.dpo),
  beta: param(z.number().gt(0).max(10).default(DPO_BETA), {
    label: 'Beta',
    help: 'Weight of staying close to the model that it begins from.',
    section,
  }),
  rank: param(z.int().min(0).max(4096).default(DPO_LORA.r), {
    label: 'Rank of the adapters',
    help: '0 trains whole weights, which needs the memory of two models.',
    section,
  }),
  alpha: param(z.int().min(1).max(65_536).default(DPO_LORA.alpha), { label: 'Alpha', section }),
});

/** Preference training on a person's corrections. */
export const dpo = defineTrainer(
  {
    recipe: 'dpo',
    version: 1,
    title: 'Learn from edits (DPO)',
    summary: 'Teaches a captioner to prefer a person’s edits to the captions that they correct.',
    icon: 'scale',
    synonyms: ['dpo', 'preference', 'rlhf', 'edits', 'corrections', 'trainer'],
    pairs: true,
  },
  params,
  ({ beta, rank, alpha }) => ({
    dpo: { beta },
    ...(rank > 0 && { lora: { r: rank, alpha, dropout: LORA_DROPOUT.dpo, bits: 16 as const } }),
  }),
);
