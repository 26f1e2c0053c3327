import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';

/** Absolute form of a path that a person gave: `~` is the home folder, what is relative lies below `base` (absolute). */
export function resolveUserPath(given: string, base: string): string {
  if (given === '~') return os.homedir();
  const home = /^~[/\\]/.test(given);
  return home ? path.join(os.homedir(), given.slice(2)) : path.resolve(base, given);
}

/**
 * Absolute path of a file below a root. Relative paths come from project files and datasets, hence from strangers: what is absolute or climbs
 * out of the root is refused with PATH_OUTSIDE_ROOT. Links inside the root are the owner's and are followed.
 */
export function resolveInside(root: string, relative: string): string {
  const separated = path.sep === '\\' ? relative.replaceAll('\\', '/') : relative;
  const climbs =
    separated === '' ||
    separated.includes('\0') ||
    path.isAbsolute(separated) ||
    path.win32.isAbsolute(separated) ||
    // A drive or an alternate data stream; elsewhere a colon is a character like any other.
    (path.sep === '\\' && separated.includes(':')) ||
    separated.split('/').includes('..');
  if (!climbs) return path.join(root, separated);
  throw new UserError('PATH_OUTSIDE_ROOT', `“${relative.slice(0, 200)}” does not lie inside its folder.`, {
    remedy: 'Use paths relative to the folder of the images, without “..”.',
  });
}
