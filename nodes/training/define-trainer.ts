import { z } from 'zod';
import type { Artifact } from '../../core/artifact.ts';
import { defineNode, type NodeTypeOf } from '../../core/define-node.ts';
import type { Recipe } from '../../core/training/train-spec.ts';
import type { TrainingRequest, TrainingSettings } from '../../core/training/training-request.ts';
import { RECIPE_VALUES } from './recipe-values.ts';
import { trainParams } from './train-params.ts';

const common = z.object(trainParams(RECIPE_VALUES.shareCaptioner));
/** Parameters that all training nodes have. */
export type TrainParams = z.output<typeof common>;

interface TrainerFacts {
  readonly recipe: Recipe;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly icon: string;
  readonly synonyms: readonly string[];
  /** Records become preference pairs. */
  readonly pairs?: boolean;
}

/** Makes the node type of a recipe: a dataset and a base model in, a model out. `more` are the settings that only this recipe has. */
export function defineTrainer<P extends z.ZodObject>(
  { recipe, pairs = false, ...facts }: TrainerFacts,
  params: P,
  more: (params: z.output<P>) => Partial<TrainingSettings> = () => ({}),
) {
  const modelFrom = (given: TrainParams, wired: ReadonlySet<string>) =>
    wired.has('model') ? undefined : given.base;
  const askedFor: NonNullable<NodeTypeOf<'job'>['request']> = (artifacts, given) => {
    const { dataset = [], heldOut = [], model = [] } = artifacts;
    const request = requestOf(recipe, given as TrainParams, { dataset, heldOut, model: model[0] });
    return { ...request, pairs, settings: { ...request.settings, ...more(given as z.output<P>) } };
  };
  return defineNode.job({
    ...facts,
    type: `training.${recipe}`,
    inputs: {
      dataset: { type: 'dataset' },
      heldOut: { type: 'dataset', label: 'held-out', required: false },
      model: { type: 'model', label: 'base model', required: false },
    },
    outputs: { model: { type: 'model' } },
    afterwards: ['exportOnnx'],
    params: params as z.ZodObject,
    folders: (given, wired) => {
      const folder = modelFrom(given as TrainParams, wired);
      return folder === undefined ? [] : [folder];
    },
    trainer: (given, wired) => {
      const { device, devices } = given as TrainParams;
      const folder = modelFrom(given as TrainParams, wired);
      return { device, devices, ...(folder !== undefined && { model: { folder, param: 'base' } }) };
    },
    request: askedFor,
    run: (artifacts, given, context) => context.train(askedFor(artifacts, given)),
  });
}

/** What a node's parameters ask for. Everything is said: a recipe that changes later changes no job that was set up before. */
export function requestOf(
  recipe: Recipe,
  params: TrainParams,
  {
    dataset,
    heldOut,
    model,
  }: {
    readonly dataset: readonly Artifact[];
    readonly heldOut: readonly Artifact[];
    readonly model: Artifact | undefined;
  },
): Omit<TrainingRequest, 'pairs'> {
  return {
    recipe,
    title: params.name,
    train: dataset,
    heldOut,
    model: model ?? { folder: params.base },
    pinnedImages: params.pinned,
    devices: params.devices,
    exportOnnx: params.exportOnnx,
    settings: settingsOf(params),
  };
}

function settingsOf(params: TrainParams): TrainingSettings {
  const { visionFrom, everyMinutes, everySteps, keepLast, keepBest, evaluateEvery, maxNewTokens } = params;
  return {
    template: params.template,
    images: { aspect: params.aspect },
    data: { fraction: params.fraction, too_long: params.tooLong, most_broken: params.mostBroken },
    tuned: {
      vision_unfrozen_from: visionFrom < 0 ? null : visionFrom,
      projector: params.projector,
      language_model: params.languageModel,
    },
    optimizer: optimizerOf(params),
    hardware: {
      device: params.device,
      precision: params.precision,
      attention: params.attention,
      gradient_checkpointing: params.gradientCheckpointing,
      zero_stage: Number(params.zeroStage) as 0 | 2 | 3,
    },
    checkpoints: {
      keep_last: keepLast,
      keep_best: keepBest,
      ...(everyMinutes > 0 && { every_minutes: everyMinutes }),
      ...(everySteps > 0 && { every_steps: everySteps }),
    },
    evaluation: {
      max_new_tokens: maxNewTokens,
      ...(evaluateEvery > 0 && { every_steps: evaluateEvery }),
    },
    seed: params.seed,
  };
}

function optimizerOf(params: TrainParams): TrainingSettings['optimizer'] {
  const { visionLearningRate, projectorLearningRate, maxSteps } = params;
  return {
    learning_rate: params.learningRate,
    lr_scheduler: params.schedule,
    warmup_ratio: params.warmupRatio,
    weight_decay: params.weightDecay,
    max_grad_norm: params.maxGradNorm,
    global_batch_size: params.globalBatchSize,
    device_batch_size: params.deviceBatchSize,
    epochs: params.epochs,
    max_length: params.maxLength,
    group_by_modality_length: params.groupByLength,
    ...(visionLearningRate > 0 && { vision_learning_rate: visionLearningRate }),
    ...(projectorLearningRate > 0 && { projector_learning_rate: projectorLearningRate }),
    ...(maxSteps > 0 && { max_steps: maxSteps }),
  };
}
