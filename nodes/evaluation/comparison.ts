import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';

const side = z.object({
  model: z.string(),
  text: z.string(),
  words: z.number(),
  characters: z.number(),
});
const comparison = z.object({ agreement: z.number(), first: side, second: side });

/** Two captions of one image, as they stand in a sample's metadata under `comparison`. */
export type Comparison = z.output<typeof comparison>;
/** One of the two captions: who wrote it, its text and its length. */
export type ComparedSide = Comparison['first'];

/** The comparison in a record's metadata; undefined where there is none. A dataset's file may hold anything under that name. */
export function comparisonIn(metadata: JsonObject): Comparison | undefined {
  const parsed = comparison.safeParse(metadata.comparison);
  return parsed.success ? parsed.data : undefined;
}
