// Bundles what runs inside Electron into dist/electron: sources as one file a program, without the type annotations that Electron's
// Node does not strip inside the packed archive. Packages with native parts, or that start threads of their own, stay packages.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { licenceNotices, packagesOf } from './licence-notices.mjs';
import { root } from './paths.mjs';
import { sourceUrls } from './source-urls.mjs';

/** Where the bundles lie, relative to the root. */
export const OUTPUT = 'dist/electron';

/** Packages that are not bundled: the packed app carries them, and what they depend on, in node_modules. */
export const EXTERNAL_PACKAGES = [
  '@huggingface/transformers',
  'better-sqlite3',
  'onnxruntime-node',
  'piscina',
  'sharp',
];

/** Every program, by its source. All lie flat beside each other, so that `./name.js` is right from each of them. */
export const ENTRIES = {
  'electron/main.ts': 'main.js',
  'electron/engine-process.ts': 'engine-process.js',
  'electron/command-line.ts': 'command-line.js',
  'engine/hosts/local-model-host.ts': 'local-model-host.js',
  'engine/hosts/prepare-worker.ts': 'prepare-worker.js',
  'engine/images/image-worker.ts': 'image-worker.js',
  'engine/store/fold-worker.ts': 'fold-worker.js',
};

/** Licences of the bundled packages. */
const NOTICES = 'licences.txt';

/** The preload script alone is CommonJS: a sandboxed page's preload cannot be a module. */
const PRELOAD = { source: 'electron/preload.ts', bundle: 'preload.cjs' };

/** @type {import('esbuild').BuildOptions} */
const SHARED = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  logLevel: 'warning',
  // The licences of what is bundled go into one file beside the bundles.
  legalComments: 'none',
  metafile: true,
  sourcemap: false,
  external: ['electron', ...EXTERNAL_PACKAGES],
  plugins: [
    sourceUrls({ root, folders: ['core', 'nodes', 'engine', 'electron'], entries: ENTRIES, output: OUTPUT }),
  ],
};

/** CommonJS packages inside a module's bundle still ask for Node's own modules by `require`. */
const REQUIRE_BANNER = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/**
 * @param {string} [output] absolute folder, replaced as a whole
 * @returns {Promise<void>}
 */
export async function bundleElectron(output = path.join(root, OUTPUT)) {
  const sources = Object.entries(ENTRIES);
  const missing = [...sources.map(([source]) => source), PRELOAD.source].filter(
    (file) => !existsSync(path.join(root, file)),
  );
  if (missing.length > 0) throw new Error(`Programs without a source: ${missing.join(', ')}`);
  rmSync(output, { recursive: true, force: true });
  const { metafile } = await build({
    ...SHARED,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
    entryPoints: sources.map(([source, bundle]) => ({ in: source, out: bundle.replace(/\.js$/, '') })),
    outdir: output,
    banner: { js: REQUIRE_BANNER },
  });
  await build({
    ...SHARED,
    format: 'cjs',
    entryPoints: [PRELOAD.source],
    outfile: path.join(output, PRELOAD.bundle),
  });
  const notices = licenceNotices(root, packagesOf(Object.keys(metafile?.inputs ?? {})));
  writeFileSync(path.join(output, NOTICES), notices);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await bundleElectron();
