import { z } from 'zod';
import { param } from '../param.ts';
import { defineTrainer } from './define-trainer.ts';
import { instructionOf, instructionParam } from './instruction-param.ts';
import { LORA_DROPOUT, LORA_PRESETS, RECIPE_VALUES } from './recipe-values.ts';
import { ASPECT_LABELS, TEMPLATE_LABELS, trainParams } from './train-params.ts';

const section = 'Adapters';
const AS_PRESET = { preset: 'As the preset' } as const;

const params = z.object({
  ...trainParams(RECIPE_VALUES.lora),
  preset: param(z.enum(['code', 'script']).default('code'), {
    label: 'Preset',
    options: { code: 'LLaVA’s code: rank 64, α 16', script: 'LLaVA-1.5’s script: rank 128, α 256' },
    section,
    card: true,
  }),
  template: param(z.enum(['preset', 'plain', 'conversation', 'chat']).default('preset'), {
    label: 'Template',
    options: { ...AS_PRESET, ...TEMPLATE_LABELS },
    section: 'Data',
  }),
  aspect: param(z.enum(['preset', 'square', 'pad', 'native']).default('preset'), {
    label: 'Images',
    options: { ...AS_PRESET, ...ASPECT_LABELS },
    section: 'Data',
  }),
  instruction: instructionParam(''),
  rank: param(z.int().min(0).max(4096).default(0), { label: 'Rank', help: '0 takes the preset’s.', section }),
  alpha: param(z.int().min(0).max(65_536).default(0), {
    label: 'Alpha',
    help: '0 takes the preset’s.',
    section,
  }),
  dropout: param(z.number().min(0).max(0.9).default(LORA_DROPOUT.lora), { label: 'Dropout', section }),
  bits: param(z.enum(['4', '8', '16']).default('16'), {
    label: 'Frozen weights',
    help: '4 and 8 bits need CUDA (QLoRA).',
    options: { '4': '4 bits', '8': '8 bits', '16': '16 bits' },
    section,
  }),
});

/** Low-rank adapters instead of whole weights; merged when the model is written. */
export const lora = defineTrainer(
  {
    recipe: 'lora',
    version: 1,
    title: 'Train adapters (LoRA)',
    summary: 'Teaches a model by small adapters, which need far less memory, and merges them at the end.',
    icon: 'puzzle',
    synonyms: ['lora', 'qlora', 'peft', 'adapter', 'finetune', 'trainer'],
  },
  params,
  ({ preset, template, aspect, instruction, rank, alpha, dropout, bits }) => {
    const base = LORA_PRESETS[preset];
    return {
      ...instructionOf(instruction),
      template: template === 'preset' ? base.template : template,
      images: { aspect: aspect === 'preset' ? base.aspect : aspect },
      lora: { r: rank || base.r, alpha: alpha || base.alpha, dropout, bits: Number(bits) as 4 | 8 | 16 },
    };
  },
);
