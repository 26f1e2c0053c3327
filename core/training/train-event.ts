import { z } from 'zod';

/** Milliseconds since 1970, when the trainer wrote it. */
const at = z.number();
const step = z.int().min(0);
const perPart = z.object({
  vision: z.number().optional(),
  projector: z.number().optional(),
  language_model: z.number().optional(),
});

/** What a job is at. `preparing` loads model and data; `exporting` writes the model that is its result. */
export const TRAIN_STATES = [
  'preparing',
  'training',
  'evaluating',
  'saving',
  'exporting',
  'done',
  'stopped',
  'failed',
] as const;

/** One JSON line of `events.jsonl`, by `kind`. A resumed job appends; a step that was done again after a crash stands there twice, and the later one counts. */
export const trainEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('state'),
    at,
    state: z.enum(TRAIN_STATES),
    /** E.g. what is being loaded. */
    detail: z.string().optional(),
  }),
  /** Once model and data are ready, before the first step. */
  z.object({
    kind: z.literal('plan'),
    at,
    steps: step,
    /** Step from which it goes on; 0 for a new job. */
    resumed_from: step,
    samples: z.int(),
    held_out_samples: z.int(),
    parameters: z.number(),
    trained_parameters: z.number(),
    world_size: z.int(),
    /** samples a device at once × accumulation × devices = global batch size */
    device_batch_size: z.int(),
    accumulation: z.int(),
    device: z.string(),
    precision: z.string(),
    attention: z.string(),
    /** Versions of python, torch, transformers, …, for the model's card. */
    environment: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('step'),
    at,
    step,
    epoch: z.number(),
    loss: z.number(),
    /** Before the step, by part of the model; a part that is not trained is absent. */
    learning_rate: perPart,
    grad_norm: z.number(),
    images_per_second: z.number(),
    tokens_per_second: z.number(),
    /** Peak of the device's memory so far, bytes (CPU: resident set of the process). */
    memory_bytes: z.number(),
    /** Share of the step that was spent waiting for samples. */
    data_wait: z.number(),
  }),
  /** Loss on held-out records, and captions of the pinned images. */
  z.object({
    kind: z.literal('evaluation'),
    at,
    step,
    held_out_loss: z.number().optional(),
    captions: z.array(z.object({ hash: z.string(), text: z.string(), finished: z.boolean() })),
  }),
  z.object({
    kind: z.literal('checkpoint'),
    at,
    step,
    path: z.string(),
    bytes: z.number(),
    best: z.boolean(),
  }),
  z.object({ kind: z.literal('checkpoint-removed'), at, path: z.string() }),
  z.object({
    kind: z.literal('warning'),
    at,
    code: z.string(),
    message: z.string(),
    step: step.optional(),
    /** Up to 100 examples, e.g. paths of broken images. */
    examples: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('error'), at, code: z.string(), message: z.string(), remedy: z.string() }),
  /** The model that came out. */
  z.object({
    kind: z.literal('result'),
    at,
    model: z.string(),
    step,
    train_loss: z.number(),
    held_out_loss: z.number().optional(),
  }),
]);

/** One line that the trainer writes. */
export type TrainEvent = z.output<typeof trainEventSchema>;
export type TrainState = (typeof TRAIN_STATES)[number];
