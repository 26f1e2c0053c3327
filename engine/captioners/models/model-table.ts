import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const provider = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml']);
/** A path inside a repository: no way up, no absolute path, no backslash. */
const repositoryPath = z.string().regex(/^(?!.*(^|\/)\.\.?(\/|$))[^\\/:\0][^\\:\0]*$/);

const variant = z.object({
  id: z.string(),
  dtype: z.record(z.string(), z.string()),
  files: z.array(repositoryPath),
  approximateBytes: z.number(),
  memoryMB: z.number(),
  providers: z.array(provider),
});

const prompt = z.object({
  style: z.enum(['chat', 'task', 'none']),
  tasks: z.record(z.string(), z.string()).optional(),
  default: z.string().optional(),
  freeText: z.boolean(),
});

const model = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  title: z.string(),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  revision: z.string().regex(/^[\w.-]+$/),
  licence: z.string(),
  licenceRestricted: z.boolean().default(false),
  summary: z.string(),
  goodFor: z.array(z.string()).default([]),
  limits: z.string().optional(),
  prompt,
  configFiles: z.array(repositoryPath),
  optionalFiles: z.array(repositoryPath).default([]),
  variants: z.array(variant).min(1),
  recommended: z.string(),
});

const table = z.object({ hub: z.url(), models: z.array(model) });

const starterCard = z.object({
  id: z.literal('starter'),
  title: z.string(),
  summary: z.string(),
  limits: z.string(),
  licence: z.string(),
  precision: z.string(),
  dtype: z.record(z.string(), z.string()),
  bytes: z.number(),
  memoryMB: z.number(),
  prompt: z.object({ instruction: z.string(), maxNewTokens: z.int() }),
  files: z.record(repositoryPath, z.object({ bytes: z.number(), sha256: z.string() })),
});

export type ModelVariant = z.output<typeof variant>;
export type ModelRow = z.output<typeof model>;
export type ModelTable = z.output<typeof table>;
export type StarterCard = z.output<typeof starterCard>;

/** The models that can be downloaded, from the app's own assets. */
export async function readModelTable(assetsFolder: string): Promise<ModelTable> {
  return table.parse(
    JSON.parse(await readFile(path.join(assetsFolder, 'models', 'model-table.json'), 'utf8')),
  );
}

/** The card of the captioner that comes with the app. */
export async function readStarterCard(assetsFolder: string): Promise<StarterCard> {
  return starterCard.parse(
    JSON.parse(await readFile(path.join(assetsFolder, 'starter', 'model-card.json'), 'utf8')),
  );
}

/** The variant of this precision; the recommended one for '' and `auto`. */
export function findVariant(row: ModelRow, precision: string): ModelVariant | undefined {
  const wanted = precision === '' || precision === 'auto' ? row.recommended : precision;
  return row.variants.find((one) => one.id === wanted);
}

/** What a model is asked when the request has no prompt. */
export function instructionOf(row: ModelRow): string {
  const { style, tasks = {}, default: chosen = '' } = row.prompt;
  return style === 'task' ? (tasks[chosen] ?? chosen) : chosen;
}
