import { z } from 'zod';

const turn = z.object({
  from: z.enum(['human', 'gpt', 'system']),
  /** `<image>` marks where a picture stands. */
  value: z.string(),
});

/** One line of the file that a job trains on. Text-only records have no image; records of a preference pair have `rejected`. */
export const trainRecordSchema = z.object({
  id: z.string().min(1),
  /** Absolute paths, in the order of the marks. */
  images: z.array(z.string().min(1)),
  conversations: z.array(turn).min(1),
  /** Reply that is to become less likely than the last one of `conversations`. */
  rejected: z.string().optional(),
});

/** A record as the trainer reads it. */
export type TrainRecord = z.output<typeof trainRecordSchema>;
