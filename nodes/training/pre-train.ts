import { z } from 'zod';
import { defineTrainer } from './define-trainer.ts';
import { RECIPE_VALUES } from './recipe-values.ts';
import { trainParams } from './train-params.ts';

/** Pre-training on long captions with half of the vision tower unfrozen. */
export const preTrain = defineTrainer(
  {
    recipe: 'pre-train',
    version: 1,
    title: 'Pre-train on captions',
    summary: 'Aligns image and language on long captions, with the vision tower learning from a block on.',
    icon: 'layers',
    synonyms: ['pretrain', 'alignment', 'llava', 'sharegpt4v', 'trainer'],
  },
  z.object(trainParams(RECIPE_VALUES.preTrain)),
);
