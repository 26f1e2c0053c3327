import { z } from 'zod';
import { param } from '../param.ts';
import type { RecipeValues } from './recipe-values.ts';

/** Labels of the templates; `preset` is LoRA's. */
export const TEMPLATE_LABELS = {
  plain: 'Plain: image, then caption',
  conversation: 'Conversation of LLaVA',
  chat: 'The model’s own',
} as const;
/** Labels of what is done with images. */
export const ASPECT_LABELS = {
  square: 'Square',
  pad: 'Padded to a square',
  native: 'As the model takes them',
} as const;

/** What the model is made from and what it is called. */
export const modelParams = {
  name: param(z.string().min(1).max(200).default('Student'), {
    label: 'Name of the model',
    affectsResult: false,
    card: true,
  }),
  base: param(z.string().max(4096).default(''), {
    label: 'Base model',
    help: 'Folder in Hugging Face’s layout, with safetensors weights and processor. Not needed where a model is wired.',
    widget: 'folder',
    // What is in the folder decides, not where it lies.
    affectsResult: false,
  }),
  exportOnnx: param(z.boolean().default(true), {
    label: 'Also for the captioner',
    help: 'Writes the model as ONNX, too, where its architecture allows, so that a captioner node runs it.',
    section: 'Model',
  }),
};

/** How records become tokens. */
export const templateParams = ({ template, aspect }: RecipeValues) => ({
  template: param(z.enum(['plain', 'conversation', 'chat']).default(template), {
    label: 'Template',
    options: TEMPLATE_LABELS,
    section: 'Data',
  }),
  aspect: param(z.enum(['square', 'pad', 'native']).default(aspect), {
    label: 'Images',
    options: ASPECT_LABELS,
    section: 'Data',
  }),
});

/** Which records are used, and what becomes of those that do not fit. */
export const dataParams = {
  fraction: param(z.number().min(0.001).max(1).multipleOf(0.001).default(1), {
    label: 'Share of the records',
    help: 'The leading part that is used; 0.1 being 10%. For studies of scale.',
    section: 'Data',
  }),
  tooLong: param(z.enum(['truncate', 'drop']).default('truncate'), {
    label: 'Records that are too long',
    widget: 'segmented',
    options: { truncate: 'Cut', drop: 'Leave out' },
    section: 'Data',
  }),
  mostBroken: param(z.number().min(0).max(1).multipleOf(0.001).default(0.01), {
    label: 'Broken images at most',
    help: 'Share of records whose images are missing or broken. Fewer are left out and listed; more stop the training.',
    section: 'Data',
  }),
};

/** Which parts of the model learn. */
export const tunedParams = ({ tuned }: RecipeValues) => ({
  visionFrom: param(
    z
      .int()
      .min(-1)
      .max(1000)
      .default(tuned.vision_unfrozen_from ?? -1),
    {
      label: 'Vision tower from block',
      help: 'First block that learns, counted from 0; −1 keeps the whole tower as it is.',
      section: 'What learns',
      card: { label: 'vision from block', off: -1 },
    },
  ),
  projector: param(z.boolean().default(tuned.projector), { label: 'Projector', section: 'What learns' }),
  languageModel: param(z.boolean().default(tuned.language_model), {
    label: 'Language model',
    section: 'What learns',
  }),
});

const rate = (value: number | undefined) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(value ?? 0);
const ownRate = (label: string, value: number | undefined) =>
  param(rate(value), { label, help: '0 takes the learning rate above.', section: 'Optimizer' });

/** The optimizer and the size of the work. */
export const optimizerParams = ({ optimizer }: RecipeValues) => ({
  learningRate: param(z.number().gt(0).max(1).default(optimizer.learning_rate), {
    label: 'Learning rate',
    section: 'Optimizer',
    card: { label: 'lr' },
  }),
  visionLearningRate: ownRate('Of the vision tower', optimizer.vision_learning_rate),
  projectorLearningRate: ownRate('Of the projector', optimizer.projector_learning_rate),
  schedule: param(z.enum(['cosine', 'linear', 'constant']).default(optimizer.lr_scheduler), {
    label: 'Schedule',
    options: { cosine: 'Cosine', linear: 'Linear', constant: 'Constant' },
    section: 'Optimizer',
  }),
  warmupRatio: param(z.number().min(0).max(1).default(optimizer.warmup_ratio), {
    label: 'Warm-up ratio',
    section: 'Optimizer',
  }),
  weightDecay: param(z.number().min(0).max(1).default(optimizer.weight_decay), {
    label: 'Weight decay',
    section: 'Optimizer',
  }),
  maxGradNorm: param(z.number().gt(0).max(1e6).default(optimizer.max_grad_norm), {
    label: 'Gradient norm at most',
    section: 'Optimizer',
  }),
  globalBatchSize: param(z.int().min(1).max(1_000_000).default(optimizer.global_batch_size), {
    label: 'Global batch size',
    help: 'Samples of one step over all devices; reached by accumulation whatever their number.',
    section: 'Optimizer',
    card: { label: 'batch' },
  }),
  epochs: param(z.number().gt(0).max(1000).default(optimizer.epochs), {
    label: 'Epochs',
    section: 'Optimizer',
    card: true,
  }),
  maxSteps: param(z.int().min(0).max(100_000_000).default(0), {
    label: 'Steps at most',
    help: '0 takes all epochs.',
    section: 'Optimizer',
  }),
  maxLength: param(z.int().min(16).max(1_000_000).default(optimizer.max_length), {
    label: 'Longest sample',
    unit: 'tokens',
    section: 'Optimizer',
  }),
  groupByLength: param(z.boolean().default(optimizer.group_by_modality_length), {
    label: 'Group by modality length',
    help: 'Puts text-only and image records of like lengths into one batch.',
    section: 'Optimizer',
  }),
});

/** On what, and how it is run. Only the precision changes a result on purpose. */
export const hardwareParams = ({ optimizer, gradientCheckpointing }: RecipeValues) => ({
  device: param(z.enum(['auto', 'cuda', 'mps', 'cpu']).default('auto'), {
    label: 'Runs on',
    options: { auto: 'The best there is', cuda: 'CUDA', mps: 'Apple GPU', cpu: 'CPU' },
    section: 'Hardware',
    affectsResult: false,
  }),
  devices: param(z.int().min(1).max(64).default(1), {
    label: 'Devices',
    help: 'Of this computer, side by side. The job’s page has the command for several computers.',
    section: 'Hardware',
    affectsResult: false,
  }),
  deviceBatchSize: param(z.int().min(1).max(4096).default(optimizer.device_batch_size), {
    label: 'Samples at once on a device',
    help: 'As many as fit into its memory; the global batch size stays what it is.',
    section: 'Hardware',
    affectsResult: false,
  }),
  precision: param(z.enum(['auto', 'fp32', 'bf16']).default('auto'), {
    label: 'Precision',
    options: { auto: 'bf16 where there is', fp32: 'fp32', bf16: 'bf16' },
    section: 'Hardware',
  }),
  attention: param(z.enum(['auto', 'sdpa', 'flash_attention_2', 'eager']).default('auto'), {
    label: 'Attention',
    options: { auto: 'The quickest', sdpa: 'SDPA', flash_attention_2: 'FlashAttention 2', eager: 'Eager' },
    section: 'Hardware',
    affectsResult: false,
  }),
  gradientCheckpointing: param(z.boolean().default(gradientCheckpointing), {
    label: 'Gradient checkpointing',
    help: 'Takes less memory and about a third more time.',
    section: 'Hardware',
    affectsResult: false,
  }),
  zeroStage: param(z.enum(['0', '2', '3']).default('0'), {
    label: 'DeepSpeed ZeRO',
    options: { '0': 'Off', '2': 'Stage 2', '3': 'Stage 3' },
    section: 'Hardware',
    affectsResult: false,
  }),
});

/** When checkpoints are written and captions tried. */
export const watchingParams = ({ everyMinutes }: RecipeValues) => ({
  everyMinutes: param(z.number().min(0).max(100_000).default(everyMinutes), {
    label: 'Checkpoint every',
    unit: 'minutes',
    help: '0 writes one at the end alone.',
    section: 'Checkpoints',
    affectsResult: false,
  }),
  everySteps: param(z.int().min(0).max(100_000_000).default(0), {
    label: 'And every',
    unit: 'steps',
    help: '0 goes by time alone.',
    section: 'Checkpoints',
    affectsResult: false,
  }),
  keepLast: param(z.int().min(1).max(1000).default(2), {
    label: 'Keep the newest',
    section: 'Checkpoints',
    affectsResult: false,
  }),
  keepBest: param(z.boolean().default(true), {
    label: 'Keep the best, too',
    help: 'By the loss on held-out records.',
    section: 'Checkpoints',
    affectsResult: false,
  }),
  evaluateEvery: param(z.int().min(0).max(100_000_000).default(0), {
    label: 'Evaluate every',
    unit: 'steps',
    help: '0 evaluates at checkpoints and at the end.',
    section: 'Evaluation',
    affectsResult: false,
  }),
  pinned: param(z.int().min(0).max(16).default(4), {
    label: 'Images to watch',
    help: 'Their captions are shown at each evaluation beside the teacher’s. Taken from the held-out records where there are any.',
    section: 'Evaluation',
    affectsResult: false,
  }),
  maxNewTokens: param(z.int().min(1).max(8192).default(512), {
    label: 'Longest caption',
    unit: 'tokens',
    section: 'Evaluation',
    affectsResult: false,
  }),
});

/** Another seed draws another order of samples, and other weights where there are new ones. */
export const seedParam = ({ seed }: RecipeValues) =>
  param(z.int().min(0).max(2_147_483_647).default(seed), { label: 'Seed', section: 'Optimizer' });

/** The whole form of a recipe. */
export const trainParams = (values: RecipeValues) => ({
  ...modelParams,
  ...templateParams(values),
  ...dataParams,
  ...tunedParams(values),
  ...optimizerParams(values),
  seed: seedParam(values),
  ...hardwareParams(values),
  ...watchingParams(values),
});
