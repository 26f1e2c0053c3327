import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonObjectSchema } from '../../core/flow-schema.ts';
import type { PromptPreset } from '../../core/side-by-side.ts';

const presetsSchema = z.array(
  z.object({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: z.string().min(1),
    summary: z.string().min(1),
    node: z.object({ type: z.string(), version: z.int(), params: jsonObjectSchema }),
  }),
);

/** The prompts that are offered for a try, as `assets/prompts/presets.json` holds them. */
export async function readPromptPresets(assetsFolder: string): Promise<readonly PromptPreset[]> {
  const text = await readFile(join(assetsFolder, 'prompts', 'presets.json'), 'utf8');
  return presetsSchema.parse(JSON.parse(text)) as readonly PromptPreset[];
}
