import type { ErrorRecord } from '../../core/errors.ts';
import type { FileEntry } from '../../core/node-context.ts';
import { tidyRelativePath } from '../file-path.ts';

/** A path from a file by a stranger, below the folder that it must not leave. */
export function locateImage(
  path: string,
  folder: string,
): { readonly file: FileEntry } | { readonly problem: ErrorRecord } {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    return {
      problem: {
        code: 'FORMAT_INVALID',
        message: `"${path.slice(0, 200)}" is an address, not a file.`,
        remedy: 'Download the images first.',
        attempts: 1,
      },
    };
  }
  const relative = tidyRelativePath(path);
  if (relative !== undefined) return { file: { root: folder, path: relative } };
  return {
    problem: {
      code: 'PATH_OUTSIDE_ROOT',
      message: `"${path.slice(0, 200)}" leads out of the image folder.`,
      remedy: 'Use paths relative to the image folder.',
      attempts: 1,
    },
  };
}
