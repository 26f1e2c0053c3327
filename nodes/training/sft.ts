import { z } from 'zod';
import { defineTrainer } from './define-trainer.ts';
import { RECIPE_VALUES } from './recipe-values.ts';
import { trainParams } from './train-params.ts';

/** Supervised fine-tuning on conversations. */
export const sft = defineTrainer(
  {
    recipe: 'sft',
    version: 1,
    title: 'Fine-tune on conversations',
    summary: 'Teaches projector and language model from conversations; the vision tower stays as it is.',
    icon: 'messages-square',
    synonyms: ['sft', 'supervised', 'instruction', 'llava', 'finetune', 'trainer'],
  },
  z.object(trainParams(RECIPE_VALUES.sft)),
);
