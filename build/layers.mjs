import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * What one top-level folder may import.
 *
 * @typedef {object} Layer
 * @property {string} folder
 * @property {readonly string[]} imports folders or files of the repository, besides its own folder
 * @property {'production' | 'any' | readonly string[]} packages names; `production`: whatever `dependencies` in package.json lists
 * @property {boolean} node whether Node's own modules may be imported
 * @property {readonly string[]} [never] packages that must not be reached at run time, not even through other folders
 */

/**
 * The layers, lowest first. `docs/architecture.md` shows the same table; a test compares the two.
 *
 * @type {readonly Layer[]}
 */
export const LAYERS = [
  { folder: 'core', imports: [], packages: ['@orpc/contract', 'zod'], node: false },
  {
    folder: 'nodes',
    imports: ['core', 'assets/prompts/default-prompts.json', 'trainer/src/ekphrasis_trainer/recipes'],
    packages: ['csv-stringify', 'mustache', 'picomatch', 'zod'],
    node: false,
  },
  { folder: 'engine', imports: ['core', 'nodes'], packages: 'production', node: true },
  {
    folder: 'renderer',
    imports: ['core'],
    packages: [
      '@codemirror',
      '@fontsource',
      '@fontsource-variable',
      '@orpc/client',
      '@orpc/contract',
      '@orpc/tanstack-query',
      '@tanstack',
      '@xyflow/react',
      'clsx',
      'elkjs',
      'gpt-tokenizer',
      'lucide-react',
      'radix-ui',
      'react',
      'react-dom',
      'react-markdown',
      'tailwindcss',
      'uplot',
      'vite',
      'zustand',
    ],
    node: false,
    never: ['zod'],
  },
  {
    folder: 'electron',
    imports: ['core', 'engine/index.ts'],
    packages: ['@orpc', 'electron', 'ws', 'zod'],
    node: true,
  },
  { folder: 'assets', imports: ['core', 'nodes'], packages: ['mustache', 'sharp', 'zod'], node: true },
  { folder: 'build', imports: ['.dependency-cruiser.mjs'], packages: 'any', node: true },
  {
    folder: 'e2e',
    imports: ['core', 'nodes', 'engine', 'renderer', 'electron', 'assets', 'build'],
    packages: 'any',
    node: true,
  },
  {
    folder: 'bench',
    imports: ['core', 'nodes', 'engine', 'renderer', 'electron', 'assets', 'build'],
    packages: 'any',
    node: true,
  },
];

/** What tests may import besides what their folder may. */
const TEST_PACKAGES = ['fast-check', 'vitest'];

const TEST_FILE = '\\.test(-d)?\\.tsx?$';

/**
 * dependency-cruiser's rules: two a folder (its code, its tests), none with exceptions; everything can be found; no cycles.
 *
 * @param {readonly Layer[]} [layers]
 * @returns {import('dependency-cruiser').IRegularForbiddenRuleType[]}
 */
export function layerRules(layers = LAYERS) {
  return [
    ...layers.flatMap((layer) => [
      {
        name: layer.folder,
        comment: `${layer.folder} may import what the table "imports" in docs/architecture.md grants it, nothing else.`,
        severity: /** @type {const} */ ('error'),
        from: { path: `^${layer.folder}/`, pathNot: TEST_FILE },
        to: outside(layer, []),
      },
      {
        name: `${layer.folder}-tests`,
        comment: `Tests in ${layer.folder} may import what ${layer.folder} may, and ${TEST_PACKAGES.join(' and ')}.`,
        severity: /** @type {const} */ ('error'),
        from: { path: `^${layer.folder}/.*${TEST_FILE}` },
        to: outside(layer, TEST_PACKAGES),
      },
    ]),
    {
      name: 'resolvable',
      comment: 'What cannot be found cannot be placed in a layer.',
      severity: 'error',
      from: { path: layers.map(({ folder }) => `^${folder}/`) },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be understood, or tested, one by one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ];
}

/**
 * Rules about what is loaded at run time: to be cruised without imports of types.
 *
 * @param {readonly Layer[]} [layers]
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
export function runtimeRules(layers = LAYERS) {
  return layers.flatMap(({ folder, never = [] }) =>
    never.map((name) => ({
      name: `${folder}-without-${name}`,
      comment: `${folder} must not load ${name} at run time; import types only from the files that do.`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^${folder}/`, pathNot: TEST_FILE },
      to: { path: packagePath(name), reachable: true },
    })),
  );
}

/**
 * How files are found and read. With types, a layer may not even know the shape of what lies above it; without, only what
 * is loaded at run time counts.
 *
 * @param {{ types: boolean }} what
 * @returns {import('dependency-cruiser').ICruiseOptions}
 */
export function cruiseOptions({ types }) {
  return {
    tsPreCompilationDeps: types,
    doNotFollow: { path: '(^|/)node_modules/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'style', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css', '.d.ts'],
    },
  };
}

/**
 * The table as it stands in the documentation: one line a folder, columns two spaces apart or more.
 *
 * @param {readonly Layer[]} [layers]
 */
export function layerTable(layers = LAYERS) {
  const rows = layers.map(({ folder, imports, packages, node, never = [] }) => [
    folder,
    imports.join(' ') || '-',
    node ? 'yes' : 'no',
    never.join(' ') || '-',
    typeof packages === 'string' ? packages : packages.join(' '),
  ]);
  const all = [['folder', 'imports', 'node:', 'never', 'packages'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * What a layer's file may not import: everything that the layer does not grant.
 *
 * @param {Layer} layer
 * @param {readonly string[]} morePackages
 */
function outside({ folder, imports, packages, node }, morePackages) {
  const places = [folder, ...imports].map((place) =>
    /\.\w+$/.test(place) ? `^${literal(place)}$` : `^${literal(place)}/`,
  );
  const names = packages === 'production' ? productionPackages() : packages;
  const inside = names === 'any' ? ['(^|/)node_modules/'] : [...names, ...morePackages].map(packagePath);
  return {
    pathNot: [...places, ...inside],
    couldNotResolve: false,
    ...(node
      ? { dependencyTypesNot: /** @type {import('dependency-cruiser').DependencyType[]} */ (['core']) }
      : {}),
  };
}

/** @param {string} name */
function packagePath(name) {
  return `(^|/)node_modules/(@types/)?${literal(name)}/`;
}

/** @param {string} text */
function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function productionPackages() {
  /** @type {{ dependencies: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return Object.keys(manifest.dependencies);
}
