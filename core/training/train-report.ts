import { z } from 'zod';

const count = z.int().min(0);

/** A stretch of a rendered sample: text that the loss counts on or not, or a picture's tokens. */
const piece = z.object({
  text: z.string(),
  kind: z.enum(['masked', 'trained', 'image']),
  tokens: count,
});

/** What `python -m ekphrasis_trainer audit spec.json` writes as its last line. Counts of tokens are exact up to 2,000 records and of as many evenly spaced ones above that. */
export const trainAuditSchema = z.object({
  kind: z.literal('audit'),
  records: count,
  held_out_records: count,
  /** Records that are trained on. */
  usable: count,
  text_only: count,
  /** Records that are left out, by reason: `unreadable`, `no-reply`, `image-marks`, `control-tokens`, `missing-image`, `broken-image`, `image-too-large`, … */
  skipped: z.record(z.string(), z.object({ count, examples: z.array(z.string()).max(100) })),
  /** Records whose tokens were counted. */
  rendered: count,
  /** Of these: over `max_length`, then truncated or dropped. */
  too_long: count,
  longest_tokens: count,
  mean_tokens: z.number(),
  /** Share of all tokens that the loss counts on. */
  loss_token_share: z.number(),
  samples: z
    .array(
      z.object({
        id: z.string(),
        images: z.array(z.string()),
        pieces: z.array(piece),
        tokens: count,
        /** Tokens that were cut off at the end. */
        cut_tokens: count,
      }),
    )
    .max(5),
});

/** What `python -m ekphrasis_trainer probe spec.json` writes as its last line: a few real steps, the first not counted. */
export const trainProbeSchema = z.object({
  kind: z.literal('probe'),
  device: z.string(),
  precision: z.string(),
  attention: z.string(),
  /** Steps that were measured, and those of the whole job. */
  measured_steps: count,
  steps: count,
  seconds_per_step: z.number(),
  images_per_second: z.number(),
  tokens_per_second: z.number(),
  peak_memory_bytes: z.number(),
});

/** Lines that `audit` and `probe` write before: records or steps done. */
export const trainProgressSchema = z.object({ kind: z.literal('progress'), done: count, of: count });

export type TrainAudit = z.output<typeof trainAuditSchema>;
export type TrainProbe = z.output<typeof trainProbeSchema>;
