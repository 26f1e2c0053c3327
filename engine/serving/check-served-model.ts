import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CodedError } from '../../core/errors.ts';
import { UserError } from '../../core/errors.ts';
import { isJsonObject } from '../../core/json.ts';
import { findModelFault } from '../training/check-base-model.ts';
import { folderDigest } from '../training/folder-digest.ts';

/** Largest configuration that is read, bytes. */
const MOST_BYTES = 16 * 2 ** 20;
/** Files of their own that hold a chat template. */
const TEMPLATE_FILES = ['chat_template.jinja', 'chat_template.json'];
/** Configurations that may hold one as `chat_template`. */
const CONFIGURATIONS = ['processor_config.json', 'tokenizer_config.json'];

/**
 * What stands against serving a model folder, told without loading anything of it. The rules of training hold (safetensors, no code of its own, a processor);
 * besides, a chat server cannot ask a model that has no chat template. Undefined where all is well.
 */
export async function findServingFault(folder: string): Promise<CodedError | undefined> {
  const fault = await findModelFault(folder);
  if (fault) return fault;
  for (const name of TEMPLATE_FILES) if (await hasText(path.join(folder, name))) return undefined;
  for (const name of CONFIGURATIONS) if (await holdsTemplate(path.join(folder, name))) return undefined;
  return new UserError(
    'TRAINING_MODEL',
    `“${path.basename(folder)}” has no chat template, so a server does not know how to ask it.`,
    { remedy: 'Serve a model that was fine-tuned on conversations, or use it as a local model.' },
  );
}

/**
 * The same before a start, and that the files are still those that it was set up with: captions would else be ascribed to another model. Reads all of them
 * where their sizes or times have changed. Throws TRAINING_MODEL.
 */
export async function requireServable({
  folder,
  digest,
  title,
}: {
  readonly folder: string;
  /** Over names and contents of the files. */
  readonly digest: string;
  readonly title: string;
}): Promise<void> {
  const fault = await findServingFault(folder);
  if (fault) throw fault;
  if ((await folderDigest(folder)) === digest) return;
  const what = `The files of “${title}” have changed since it was set up to be served.`;
  throw new UserError('TRAINING_MODEL', what, { remedy: 'Remove this server, and serve the folder anew.' });
}

async function hasText(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}

async function holdsTemplate(file: string): Promise<boolean> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return false;
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isJsonObject(parsed) && parsed.chat_template !== undefined && parsed.chat_template !== null;
  } catch {
    // Not there, or not readable: then it holds none for the server either.
    return false;
  }
}
