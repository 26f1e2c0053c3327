import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { externalDataLocations } from './read-onnx-external-data.ts';

/**
 * Refuses a model whose files lead out of its folder: symbolic links, and ONNX files whose external data lies elsewhere.
 * The latter is how a stranger's model would read any file of the user's. Throws MODEL_LOAD.
 *
 * @param parts only ONNX files that start with one of these names are looked into; they are the ones that will be loaded
 */
export async function checkModelFolder(folder: string, parts: readonly string[]): Promise<void> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new UserError('MODEL_LOAD', 'The model’s folder is gone.', {
      remedy: 'Download the model again.',
      cause,
    });
  });
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink() && !isInside(root, await realpath(file))) throw leadsOut(entry.name);
    if (!entry.isFile() || !entry.name.endsWith('.onnx')) continue;
    if (!parts.some((part) => entry.name.startsWith(part))) continue;
    for (const location of await externalDataLocations(file)) {
      if (!isInside(root, path.resolve(path.dirname(file), location))) throw leadsOut(entry.name);
    }
  }
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

function leadsOut(name: string): UserError {
  return new UserError(
    'MODEL_LOAD',
    `The model was refused: ${name} wants to read a file outside its folder.`,
    {
      remedy: 'Do not use this model. Get it from a source that you trust.',
    },
  );
}
