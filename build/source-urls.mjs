import { readFile } from 'node:fs/promises';
import path from 'node:path';

const RELATIVE_URL = /new URL\(\s*(['"])(\.\.?\/[^'"]*)\1,\s*import\.meta\.url,?\s*\)/g;
const OWN_PLACE = /import\.meta\.(dirname|filename)|import\.meta\.url(?!,?\s*\))/;

/**
 * Sources find what lies beside them by `new URL('./x', import.meta.url)`: the entry of another process or thread, or a file
 * of the repository (`assets/`, `package.json`). A bundle lies elsewhere, so these are rewritten: an entry becomes its
 * bundle, anything else is found from the bundle's folder.
 *
 * @param {string} text of the source
 * @param {object} place
 * @param {string} place.file the source, relative to the root, with forward slashes
 * @param {Readonly<Record<string, string>>} place.entries source (relative to the root) → name of its bundle
 * @param {string} place.output folder of the bundles, relative to the root
 * @returns {string}
 * @throws {Error} when the source finds its place in a way that a bundle would break
 */
export function rewriteSourceUrls(text, { file, entries, output }) {
  const rewritten = text.replace(RELATIVE_URL, (_whole, _quote, target) => {
    const wanted = path.posix.join(path.posix.dirname(file), target);
    const bundle = entries[wanted];
    if (bundle !== undefined) return `new URL('./${bundle}', import.meta.url)`;
    if (/\.tsx?$/.test(wanted))
      throw new Error(`${file}: ${wanted} is started as a program of its own but is not bundled.`);
    const way = path.posix.relative(output, wanted) + (target.endsWith('/') ? '/' : '');
    return `new URL('${way}', import.meta.url)`;
  });
  const left = OWN_PLACE.exec(rewritten);
  if (left === null) return rewritten;
  throw new Error(
    `${file}: "${left[0]}" would name another place once bundled. Write new URL('…', import.meta.url).`,
  );
}

/**
 * The esbuild plugin that does so for the sources of these folders.
 *
 * @param {{ root: string, folders: readonly string[], entries: Readonly<Record<string, string>>, output: string }} options
 * @returns {import('esbuild').Plugin}
 */
export function sourceUrls({ root, folders, entries, output }) {
  return {
    name: 'source-urls',
    setup(build) {
      const filter = new RegExp(`[\\\\/](${folders.join('|')})[\\\\/].*\\.ts$`);
      build.onLoad({ filter }, async ({ path: absolute }) => {
        const file = path.relative(root, absolute).split(path.sep).join('/');
        if (!folders.some((folder) => file.startsWith(`${folder}/`))) return undefined;
        const contents = rewriteSourceUrls(await readFile(absolute, 'utf8'), { file, entries, output });
        return { contents, loader: 'ts' };
      });
    },
  };
}
