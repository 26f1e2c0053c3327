import type { TrainingSettings } from '../../core/training/training-request.ts';
import dpo from '../../trainer/src/ekphrasis_trainer/recipes/dpo.json' with { type: 'json' };
import lora from '../../trainer/src/ekphrasis_trainer/recipes/lora.json' with { type: 'json' };
import preTrain from '../../trainer/src/ekphrasis_trainer/recipes/pre-train.json' with { type: 'json' };
import sft from '../../trainer/src/ekphrasis_trainer/recipes/sft.json' with { type: 'json' };
import shareCaptioner from '../../trainer/src/ekphrasis_trainer/recipes/share-captioner.json' with {
  type: 'json',
};

/** A recipe's values as the trainer has them; their sources stand beside them in `trainer/`. */
export interface RecipeValues {
  readonly template: TrainingSettings['template'];
  readonly instruction?: string;
  readonly aspect: TrainingSettings['images']['aspect'];
  readonly tuned: TrainingSettings['tuned'];
  readonly optimizer: TrainingSettings['optimizer'];
  readonly gradientCheckpointing: boolean;
  readonly everyMinutes: number;
  readonly seed: number;
}

interface RecipeFile {
  readonly values: {
    readonly template: string;
    readonly instruction?: string;
    readonly images: { readonly aspect: string };
    readonly tuned: TrainingSettings['tuned'];
    readonly optimizer: Omit<TrainingSettings['optimizer'], 'lr_scheduler'> & {
      readonly lr_scheduler: string;
    };
    readonly hardware: { readonly gradient_checkpointing: boolean };
    readonly checkpoints: { readonly every_minutes: number };
    readonly seed: number;
  };
}

/** The files are the trainer's own and pass the same schema there. */
function valuesOf({ values }: RecipeFile): RecipeValues {
  const { template, instruction, images, tuned, optimizer, hardware, checkpoints, seed } = values;
  return {
    template: template as RecipeValues['template'],
    aspect: images.aspect as RecipeValues['aspect'],
    tuned,
    optimizer: optimizer as RecipeValues['optimizer'],
    gradientCheckpointing: hardware.gradient_checkpointing,
    everyMinutes: checkpoints.every_minutes,
    seed,
    ...(instruction !== undefined && { instruction }),
  };
}

/** What the training nodes start from. */
export const RECIPE_VALUES = {
  dpo: valuesOf(dpo),
  lora: valuesOf(lora),
  preTrain: valuesOf(preTrain),
  sft: valuesOf(sft),
  shareCaptioner: valuesOf(shareCaptioner),
} as const;

/** Adapters by preset: those of LLaVA's code, and those of LLaVA-1.5's script with its template and its way with images. */
export const LORA_PRESETS = {
  code: {
    r: lora.values.lora.r,
    alpha: lora.values.lora.alpha,
    template: RECIPE_VALUES.lora.template,
    aspect: RECIPE_VALUES.lora.aspect,
  },
  script: {
    r: lora.presets['llava-1.5'].values.lora.r,
    alpha: lora.presets['llava-1.5'].values.lora.alpha,
    template: lora.presets['llava-1.5'].values.template as RecipeValues['template'],
    aspect: lora.presets['llava-1.5'].values.images.aspect as RecipeValues['aspect'],
  },
} as const;

/** Dropout of the adapters, by recipe. */
export const LORA_DROPOUT = { lora: lora.values.lora.dropout, dpo: dpo.values.lora.dropout } as const;
/** Adapters of the preference recipe. */
export const DPO_LORA = { r: dpo.values.lora.r, alpha: dpo.values.lora.alpha } as const;
/** β of DPO. */
export const DPO_BETA: number = dpo.values.dpo.beta;
