import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../../files/replace-file.ts';

const manifestShape = z.object({
  repository: z.string(),
  revision: z.string(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
});

/** Beside the files of a downloaded model: what was checked when it came. */
export type ModelManifest = z.output<typeof manifestShape>;

/** Written last: a folder without it is an unfinished download. */
const NAME = 'ekphrasis-model.json';

export async function writeManifest(folder: string, manifest: ModelManifest): Promise<void> {
  await writePrivateFile(path.join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The manifest of a complete download whose files still have their sizes. */
export async function readManifest(folder: string): Promise<ModelManifest | undefined> {
  const text = await readFile(path.join(folder, NAME), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let manifest: ModelManifest;
  try {
    manifest = manifestShape.parse(JSON.parse(text));
  } catch {
    // A damaged manifest is as good as none: the model counts as missing and can be downloaded again.
    return undefined;
  }
  const sizes = await Promise.all(
    Object.entries(manifest.files).map(async ([name, { bytes }]) => {
      const found = await stat(path.join(folder, name)).catch(() => undefined);
      return found?.size === bytes;
    }),
  );
  return sizes.every(Boolean) ? manifest : undefined;
}
