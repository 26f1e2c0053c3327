import { UserError } from '../../core/errors.ts';
import type { FileEntry } from '../../core/node-context.ts';
import { resolveInside, resolveUserPath } from './resolve-path.ts';

/**
 * Absolute path of the text file beside an image: its extension swapped for another (`txt` or `.txt`). Throws PATH_OUTSIDE_ROOT, and
 * PARAMETER_INVALID for what is no plain extension or would name the image itself.
 */
export function sidecarPath(file: FileEntry, extension: string, base: string): string {
  const bare = extension.replace(/^\./, '');
  const image = resolveInside(resolveUserPath(file.root, base), file.path);
  const stem = image.replace(/(?<=[^/\\])\.[^./\\]*$/, '');
  const sidecar = `${stem}.${bare}`;
  if (/^[\w-]{1,20}(\.[\w-]{1,20})?$/.test(bare) && sidecar !== image) return sidecar;
  throw new UserError(
    'PARAMETER_INVALID',
    `“${extension.slice(0, 50)}” cannot be the extension of a text file.`,
    {
      remedy: 'Use txt or caption.',
    },
  );
}
