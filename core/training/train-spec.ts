import { z } from 'zod';

/** Raised when a spec of before would be read wrongly. */
export const TRAIN_SPEC_VERSION = 1;

/** What is taught, and how; each has its defaults in `trainer/`. */
export const RECIPES = ['share-captioner', 'pre-train', 'sft', 'lora', 'dpo', 'dense'] as const;
export type Recipe = (typeof RECIPES)[number];

const absolutePath = z.string().min(1).max(4096);
const rate = z.number().positive().max(1);
const count = (most: number) => z.int().min(1).max(most);

/** How records become token ids: `plain` and `conversation` are LLaVA's; `chat` is the model's own chat template. */
const template = z.enum(['plain', 'conversation', 'chat']);

const data = z.object({
  /** JSON lines, one record a line (`train-record.ts`). */
  train: absolutePath,
  /** The same for records that are never trained on. */
  held_out: absolutePath.optional(),
  /** Leading share of the training records that is used, in the order of the file; for studies of scale. */
  fraction: z.number().positive().max(1).default(1),
  /** Samples whose tokens exceed `max_length`. */
  too_long: z.enum(['truncate', 'drop']).default('truncate'),
  /** Share of records with missing or broken images above which the job stops; below it they are skipped and listed. */
  most_broken: z.number().min(0).max(1).default(0.01),
});

const images = z.object({
  /** `square` resizes or crops as the model's processor does; `pad` pads to a square with the mean colour first; `native` leaves it to the processor (any resolution). */
  aspect: z.enum(['square', 'pad', 'native']),
});

/** What is trained. The parts of a model are its vision tower, its projector and its language model. */
const tuned = z.object({
  /** First block of the vision tower that is trained, counted from 0; null keeps all of it frozen. */
  vision_unfrozen_from: z.int().min(0).max(1000).nullable(),
  projector: z.boolean(),
  language_model: z.boolean(),
});

const lora = z.object({
  r: count(4096),
  alpha: count(65_536),
  dropout: z.number().min(0).max(0.9),
  /** Bits of the frozen weights; 4 and 8 need CUDA. */
  bits: z.union([z.literal(4), z.literal(8), z.literal(16)]).default(16),
});

const optimizer = z.object({
  learning_rate: rate,
  /** Each takes effect by itself; absent is `learning_rate`. */
  vision_learning_rate: rate.optional(),
  projector_learning_rate: rate.optional(),
  lr_scheduler: z.enum(['cosine', 'linear', 'constant']),
  warmup_ratio: z.number().min(0).max(1),
  weight_decay: z.number().min(0).max(1),
  max_grad_norm: z.number().positive().max(1e6),
  /** Samples of one step over all devices; reached by accumulation whatever their number. */
  global_batch_size: count(1_000_000),
  /** Samples that one device takes at once. */
  device_batch_size: count(4096),
  epochs: z.number().positive().max(1000),
  /** Ends earlier; absent is all epochs. */
  max_steps: count(100_000_000).optional(),
  /** Tokens of a sample, image tokens included. */
  max_length: z.int().min(16).max(1_000_000),
  /** Puts text-only and image samples of like lengths into one batch, as LLaVA's `group_by_modality_length`. */
  group_by_modality_length: z.boolean(),
});

const hardware = z.object({
  /** `auto` is CUDA, then MPS, then the CPU. Asking for what is not there is an error. */
  device: z.enum(['auto', 'cuda', 'mps', 'cpu']).default('auto'),
  /** `auto` is bf16 where the hardware has it. */
  precision: z.enum(['auto', 'fp32', 'bf16']).default('auto'),
  attention: z.enum(['auto', 'sdpa', 'flash_attention_2', 'eager']).default('auto'),
  gradient_checkpointing: z.boolean().default(false),
  tf32: z.boolean().default(true),
  /** DeepSpeed's ZeRO stage; 0 is plain data parallel. */
  zero_stage: z.union([z.literal(0), z.literal(2), z.literal(3)]).default(0),
});

const checkpoints = z.object({
  every_steps: count(100_000_000).optional(),
  every_minutes: z.number().positive().max(100_000).optional(),
  /** Newest that are kept, the best by held-out loss not among them. */
  keep_last: count(1000).default(2),
  keep_best: z.boolean().default(true),
});

const pinned = z.object({
  /** Of the image; lower-case SHA-256. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  image: absolutePath,
  /** Human turn that the caption answers. */
  question: z.string().max(100_000),
  /** The teacher's caption. */
  reference: z.string().max(1_000_000),
});

const evaluation = z.object({
  /** Held-out loss and captions of pinned images, each so many steps; absent: at checkpoints and at the end. */
  every_steps: count(100_000_000).optional(),
  pinned: z.array(pinned).max(16).default([]),
  max_new_tokens: count(8192).default(512),
});

/** One training job, complete: what the engine hands to `python -m ekphrasis_trainer train spec.json`. Paths are absolute. */
export const trainSpecSchema = z.object({
  version: z.literal(TRAIN_SPEC_VERSION),
  recipe: z.enum(RECIPES),
  /** Folder of a model in Hugging Face's layout with safetensors. */
  model: absolutePath,
  /** Folder of the job, made by the caller: `events.jsonl`, `checkpoints/`, `tensorboard/`, and at the end `model/`. */
  output: absolutePath,
  data,
  template,
  /** Replaces the human turn of every record, e.g. the unified instruction of ShareGPT4V. Absent: turns as recorded. */
  instruction: z.string().max(100_000).optional(),
  images,
  tuned,
  lora: lora.optional(),
  /** Preference training: weight of staying close to the model that it began from (DPO's β). */
  dpo: z.object({ beta: z.number().positive().max(10) }).optional(),
  optimizer,
  hardware,
  checkpoints,
  evaluation,
  /** Of weights that are new, the order of samples, dropout. */
  seed: z.int().min(0).max(2_147_483_647),
});

/** A job's spec with its defaults filled in. */
export type TrainSpec = z.output<typeof trainSpecSchema>;
/** The same as it is written by hand. */
export type TrainSpecInput = z.input<typeof trainSpecSchema>;
