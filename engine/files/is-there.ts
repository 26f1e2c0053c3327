import { access } from 'node:fs/promises';

/**
 * Whether something lies at an absolute path, as far as can be told. Paths on other machines (`\\\\server\\share`) count as there without being looked at:
 * projects come from strangers, and on Windows merely asking would send the user's credentials to that machine. A run finds out.
 */
export async function isThere(path: string): Promise<boolean> {
  if (/^[\\/]{2}/.test(path)) return true;
  return access(path).then(
    () => true,
    () => false,
  );
}
