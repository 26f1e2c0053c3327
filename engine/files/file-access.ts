import path from 'node:path';
import { UnexpectedError } from '../../core/errors.ts';
import type { FileAccess } from '../../core/node-context.ts';
import type { OwnExports } from './own-exports.ts';
import { readLines } from './read-lines.ts';
import { readRecords } from './read-records.ts';
import { readTextFile } from './read-text-file.ts';
import { resolveUserPath } from './resolve-path.ts';
import { createSidecarNames } from './sidecar-names.ts';
import { sidecarPath } from './sidecar-path.ts';
import { type WalkEntry, type WalkOptions, walkFolder } from './walk-folder.ts';

export interface FileAccessOptions {
  /** Absolute folder that relative paths lie below: the project's. */
  readonly base: string;
  readonly ownExports: OwnExports;
  /** Absent where nothing can be drawn. */
  readonly scenes?: FileAccess['scenes'];
}

/** Read access to the user's files for nodes. Paths may begin with `~`, or be relative to the base. */
export function createFileAccess({ base, ownExports, scenes = noScenes }: FileAccessOptions): FileAccess {
  const names = createSidecarNames();

  async function* walk(folder: string, options: WalkOptions): AsyncGenerator<WalkEntry> {
    const root = resolveUserPath(folder, base);
    try {
      yield* walkFolder(root, options, (below, listed) => names.listed(root, below, listed));
    } finally {
      names.forget(root);
    }
  }

  return {
    walk,
    async sidecar(file, extension) {
      const sidecar = sidecarPath(file, extension, base);
      if (!names.mayHave(file, extension)) return undefined;
      const found = (await readTextFile(sidecar)) ?? (await readTextFile(upperCased(sidecar)));
      if (found === undefined || ownExports.isOurs(sidecar, found.sha256)) return undefined;
      return found.text;
    },
    lines: (file) => readLines(resolveUserPath(file, base)),
    records: (file) => readRecords(resolveUserPath(file, base)),
    scenes,
  };
}

function noScenes(): Promise<never> {
  throw new UnexpectedError('UNEXPECTED', 'Scenes were asked for where nothing can be drawn.');
}

/** Cameras and old systems write `A.JPG` and `A.TXT`. */
function upperCased(file: string): string {
  const extension = path.extname(file);
  return file.slice(0, file.length - extension.length) + extension.toUpperCase();
}
