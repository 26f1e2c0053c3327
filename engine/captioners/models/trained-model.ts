import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TrainedModelRef } from '../../../core/captioner.ts';
import { UserError } from '../../../core/errors.ts';
import { isThere } from '../../files/is-there.ts';
import { type ExportedCard, readExportedCard } from './exported-card.ts';
import type { InstalledModel } from './installed-model.ts';

/** Precisions by the ends of their files' names, as `@huggingface/transformers` spells them; the first that is there is taken. */
const SUFFIXES = { fp16: '_fp16', fp32: '', int8: '_int8', q8: '_quantized' } as const;
/** Parts that a vision-language model is exported in. */
const PARTS = ['decoder_model_merged', 'embed_tokens', 'vision_encoder'] as const;
const MB = 1e6;
/** Memory of a host before it has a model, MB, and of a model as a multiple of its files. */
const HOST_MB = 250;
const MEMORY_OF_FILES = 1.6;
const INSTRUCTION = 'Describe the image in detail.';

/** Tokens at most where the card does not say how many the model was compared with. */
const MOST_TOKENS = 4096;
/** Name in `card.json` of the architecture that is exported. */
const EXPORTED_ARCHITECTURE = 'llava';

/**
 * A model that the project has trained, as the hosts take it. Throws MODEL_LOAD where its files are gone, and where it has no ONNX files, or not in
 * this precision.
 */
export async function findTrainedModel(model: TrainedModelRef, precision: string): Promise<InstalledModel> {
  const folder = path.join(model.folder, 'onnx');
  const card = await readExportedCard(model.folder);
  const names = new Set(await readdir(folder).catch((): string[] => []));
  const there = Object.entries(SUFFIXES).filter(([, suffix]) =>
    PARTS.every((part) => names.has(`${part}${suffix}.onnx`)),
  );
  const wanted = precision === '' || precision === 'auto' ? undefined : precision;
  const [id, suffix] = there.find(([name]) => wanted === undefined || name === wanted) ?? [];
  if (id === undefined || suffix === undefined)
    throw (await isThere(model.folder))
      ? notThere(
          model,
          card,
          there.map(([name]) => name),
          wanted,
        )
      : gone(model);
  const sizes = await Promise.all(
    [...names]
      .filter((name) => isOfParts(name, suffix))
      .map(async (name) => (await stat(path.join(folder, name))).size),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return {
    id: model.digest,
    title: model.title,
    folder: model.folder,
    precision: id,
    dtype: Object.fromEntries(PARTS.map((part) => [part, id])),
    providers: ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'],
    style: 'chat',
    instruction: model.instruction ?? card?.prompt.instruction ?? INSTRUCTION,
    // It has learned to answer one question: any other would be new to it.
    usesPrompt: model.instruction === undefined,
    maxNewTokens: MOST_TOKENS,
    memoryMB: Math.ceil(HOST_MB + (bytes / MB) * MEMORY_OF_FILES),
    digest: model.digest,
    ...(model.origin !== undefined && { origin: model.origin }),
  };
}

/** External weights lie beside their file under its name with more behind it. */
function isOfParts(name: string, suffix: string): boolean {
  return PARTS.some((part) => name.startsWith(`${part}${suffix}.onnx`));
}

function gone({ title }: TrainedModelRef): UserError {
  return new UserError('MODEL_LOAD', `The files of “${title}” are no longer in the project’s folder.`, {
    remedy: 'Run its trainer again: it makes the model anew, from the last checkpoint where one is left.',
  });
}

function notThere(
  { title }: TrainedModelRef,
  card: ExportedCard | undefined,
  precisions: readonly string[],
  wanted: string | undefined,
): UserError {
  if (precisions.length > 0)
    return new UserError('MODEL_LOAD', `“${title}” was not written in precision ${wanted}.`, {
      remedy: `Choose ${precisions.join(' or ')}, or auto.`,
    });
  if (card === undefined)
    return new UserError('MODEL_LOAD', `“${title}” was not written for the captioner.`, {
      remedy: 'Switch on “Also for the captioner” at its trainer, and run again: nothing is trained anew.',
    });
  return new UserError(
    'MODEL_LOAD',
    card.architecture === EXPORTED_ARCHITECTURE
      ? `“${title}” is too large for this captioner: a part of it takes more than 2 GB.`
      : `This captioner runs models of LLaVA’s architecture, and “${title}” is of ${card.architecture}.`,
    { remedy: 'Serve the model and use an endpoint captioner.' },
  );
}
