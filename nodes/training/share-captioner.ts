import { z } from 'zod';
import { defineTrainer } from './define-trainer.ts';
import { instructionOf, instructionParam } from './instruction-param.ts';
import { RECIPE_VALUES } from './recipe-values.ts';
import { trainParams } from './train-params.ts';

const { shareCaptioner: values } = RECIPE_VALUES;
const params = z.object({ ...trainParams(values), instruction: instructionParam(values.instruction ?? '') });

/** A captioner learns from a teacher's captions, asked by one instruction. */
export const shareCaptioner = defineTrainer(
  {
    recipe: 'share-captioner',
    version: 1,
    title: 'Train a captioner',
    summary: 'Teaches a model to caption as its teacher did, from one instruction.',
    icon: 'graduation-cap',
    synonyms: ['share-captioner', 'student', 'teacher', 'distil', 'fine-tune', 'trainer'],
  },
  params,
  ({ instruction }) => instructionOf(instruction),
);
