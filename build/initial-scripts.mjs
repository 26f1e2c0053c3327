import { gzipSync } from 'node:zlib';

/**
 * A chunk of a build, as far as it is looked at here.
 *
 * @typedef {object} Chunk
 * @property {'chunk'} type
 * @property {string} fileName
 * @property {boolean} isEntry
 * @property {string | null} facadeModuleId absolute path of the module that an import of the chunk asks for
 * @property {readonly string[]} imports file names of chunks that must be there before it runs
 * @property {string} code
 */

/** @typedef {{ readonly type: 'asset', readonly fileName: string }} Asset */

/** What a screen loads before it can be painted. */
/** @typedef {{ readonly gzipBytes: number, readonly files: readonly { readonly name: string, readonly gzipBytes: number }[] }} InitialScripts */

/**
 * The scripts of the page's entry and of one lazily loaded screen, with whatever both import, compressed as a server would.
 *
 * @param {readonly (Chunk | Asset)[]} output of the build
 * @param {string} screen end of the screen's module path
 * @returns {InitialScripts} largest first
 */
export function initialScripts(output, screen) {
  const chunks = new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part]] : [])));
  const all = [...chunks.values()];
  const entry = all.find(({ isEntry }) => isEntry);
  const start = all.find(({ facadeModuleId }) => facadeModuleId?.endsWith(screen));
  if (!entry || !start) throw new Error(`The build has no entry, or no chunk of its own for ${screen}.`);
  const open = [entry.fileName, start.fileName];
  const loaded = new Set(open);
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const next of chunks.get(name)?.imports ?? []) {
      if (loaded.has(next)) continue;
      loaded.add(next);
      open.push(next);
    }
  const files = [...loaded]
    .map((name) => ({ name, gzipBytes: gzipSync(chunks.get(name)?.code ?? '', { level: 9 }).length }))
    .sort((a, b) => b.gzipBytes - a.gzipBytes);
  return { gzipBytes: files.reduce((sum, file) => sum + file.gzipBytes, 0), files };
}
