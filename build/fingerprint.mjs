import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A digest of the content of files and folders, for deciding whether what was built from them is stale. Names count, times do
 * not (a clone or a branch switch touches them). Tests are left out; what does not exist counts as empty.
 *
 * @param {string} base folder that `inputs` are relative to
 * @param {readonly string[]} inputs files or folders
 * @returns {Promise<string>} hexadecimal SHA-256
 */
export async function fingerprint(base, inputs) {
  const hash = createHash('sha256');
  for (const input of [...inputs].sort()) {
    for (const file of await filesIn(path.join(base, input))) {
      const content = await readFile(file);
      hash
        .update(`${path.relative(base, file).split(path.sep).join('/')}\0${content.length}\0`)
        .update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * Does the work unless the stamp in its output says that it was done for the same inputs. The stamp is written last,
 * so that a broken-off build is stale.
 *
 * @param {{ stamp: string, inputs: string, work: () => Promise<void> }} job `inputs`: their fingerprint
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function unlessFresh({ stamp, inputs, work }) {
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === inputs) return false;
  await work();
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, inputs);
  return true;
}

/** @param {string} location @returns {Promise<string[]>} files in a fixed order */
async function filesIn(location) {
  if (!existsSync(location)) return [];
  if (!(await stat(location)).isDirectory()) return [location];
  const entries = await readdir(location, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const nested = entries
    .filter((entry) => entry.name !== 'node_modules' && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => filesIn(path.join(location, entry.name)));
  return (await Promise.all(nested)).flat();
}
