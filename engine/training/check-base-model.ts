import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CodedError } from '../../core/errors.ts';
import { UserError } from '../../core/errors.ts';

/** Largest configuration that is read, bytes; real ones are some kilobytes. */
const MOST_BYTES = 16 * 2 ** 20;
/** Any of these makes a processor. */
const PROCESSOR_FILES = ['preprocessor_config.json', 'processor_config.json'];
const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer.model', 'vocab.json'];

const config = z.looseObject({
  model_type: z.string().max(200).optional(),
  auto_map: z.unknown().optional(),
});

/**
 * What stands against training a model folder, told without loading anything of it: it is a stranger's. Weights have to be safetensors (pickles run code
 * when they are opened), and what brings its own code is refused (`auto_map`). Undefined where all is well.
 */
export async function findModelFault(folder: string): Promise<CodedError | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined)
    return fault(`There is no folder “${folder}”.`, 'Choose the folder of the base model.');
  if (!names.includes('config.json'))
    return fault(
      `“${path.basename(folder)}” is not a model in Hugging Face’s layout: it has no config.json.`,
      'Choose the folder that holds config.json and the weights.',
    );
  const parsed = await readConfig(path.join(folder, 'config.json'));
  if (parsed === undefined)
    return fault(`The config.json of “${path.basename(folder)}” cannot be read.`, 'Get the model anew.');
  if (parsed.auto_map !== undefined || (await anyNamesCode(folder)))
    return fault(
      `“${path.basename(folder)}” brings its own program code, which is never run.`,
      'Choose a model that the transformers library knows by itself.',
    );
  if (!names.some((name) => name.endsWith('.safetensors')))
    return fault(
      names.some((name) => /\.(bin|pt|pth|ckpt|pkl)$/.test(name))
        ? `The weights of “${path.basename(folder)}” are pickles, which can run anything when they are opened.`
        : `“${path.basename(folder)}” has no weights.`,
      'Choose a model with safetensors weights, or convert it first.',
    );
  const has = (files: readonly string[]) => files.some((file) => names.includes(file));
  if (!has(PROCESSOR_FILES) || !has(TOKENIZER_FILES))
    return fault(
      `“${path.basename(folder)}” has no ${has(PROCESSOR_FILES) ? 'tokenizer' : 'image processor'}, so nobody knows how to prepare its input.`,
      'Get the whole model, with processor and tokenizer.',
    );
  return undefined;
}

/** Processors and tokenizers bring code by the same key. */
async function anyNamesCode(folder: string): Promise<boolean> {
  for (const name of [...PROCESSOR_FILES, 'tokenizer_config.json', 'video_preprocessor_config.json'])
    if ((await readConfig(path.join(folder, name)))?.auto_map !== undefined) return true;
  return false;
}

async function readConfig(file: string): Promise<z.output<typeof config> | undefined> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return undefined;
    return config.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    // Unreadable or no JSON: the same to whoever asks.
    return undefined;
  }
}

function fault(message: string, remedy: string): CodedError {
  return new UserError('TRAINING_MODEL', message, { remedy });
}
