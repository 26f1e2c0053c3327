import path from 'node:path';
import type { FileAccess } from '../../core/node-context.ts';
import type { OwnExports } from './own-exports.ts';
import { readLines } from './read-lines.ts';
import { readRecords } from './read-records.ts';
import { readTextFile } from './read-text-file.ts';
import { resolveUserPath } from './resolve-path.ts';
import { sidecarPath } from './sidecar-path.ts';
import { walkFolder } from './walk-folder.ts';

export interface FileAccessOptions {
  /** Absolute folder that relative paths lie below: the project's. */
  readonly base: string;
  readonly ownExports: OwnExports;
}

/** Read access to the user's files for nodes. Paths may begin with `~`, or be relative to the base. */
export function createFileAccess({ base, ownExports }: FileAccessOptions): FileAccess {
  return {
    walk: (folder, options) => walkFolder(resolveUserPath(folder, base), options),
    async sidecar(file, extension) {
      const sidecar = sidecarPath(file, extension, base);
      const found = (await readTextFile(sidecar)) ?? (await readTextFile(upperCased(sidecar)));
      if (found === undefined || ownExports.isOurs(sidecar, found.sha256)) return undefined;
      return found.text;
    },
    lines: (file) => readLines(resolveUserPath(file, base)),
    records: (file) => readRecords(resolveUserPath(file, base)),
  };
}

/** Cameras and old systems write `A.JPG` and `A.TXT`. */
function upperCased(file: string): string {
  const extension = path.extname(file);
  return file.slice(0, file.length - extension.length) + extension.toUpperCase();
}
