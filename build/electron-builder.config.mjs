import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EXTERNAL_PACKAGES } from './bundle-electron.mjs';
import { root } from './paths.mjs';
import { runtimePackages } from './runtime-packages.mjs';

/** Declared by the packages above, but only for installing them, or for running in a browser. */
const NOT_AT_RUN_TIME = [
  '@huggingface/jinja',
  '@huggingface/tokenizers',
  'adm-zip',
  'global-agent',
  'node-addon-api',
  'onnxruntime-web',
];

/** What of a package is needed, where it is much less than all of it. `${platform}` and `${arch}` are of the target. */
const PARTS = {
  '@huggingface/transformers': ['package.json', 'LICENSE', 'dist/transformers.node.mjs'],
  'better-sqlite3': ['package.json', 'LICENSE', 'lib/**', 'prebuilds/${platform}-${arch}.node'],
  'onnxruntime-node': ['package.json', 'README.md', 'dist/**/*.js', 'bin/napi-v6/${platform}/${arch}/**'],
};

/** Left out of every package; licences stay, in whatever file they are. */
const NEVER = [
  '!**/*.{ts,cts,mts,map,c,cc,cpp,h,hpp,gyp}',
  '!**/{README,CHANGELOG,HISTORY}.md',
  '!**/{test,tests,test-jest,__tests__,benchmark,docs,examples,scripts,.github}/**',
];

/** @returns {{ from: string, to: string, filter: string[] }[]} */
function packageFiles() {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  /** @type {Record<string, string[]>} */
  const parts = PARTS;
  return runtimePackages(lock.packages, EXTERNAL_PACKAGES, { leaveOut: NOT_AT_RUN_TIME })
    .filter((place) => existsSync(path.join(root, place)))
    .map((place) => ({
      from: place,
      to: place,
      filter: [...(parts[place.replace(/^node_modules\//, '')] ?? ['**/*', '!node_modules/**']), ...NEVER],
    }));
}

/**
 * The script that is the command line of the packed app: `resources/bin/ekphrasis`.
 *
 * @param {string} system
 */
function launcher(system) {
  return [{ from: `build/launchers/${system}`, to: 'bin' }];
}

/**
 * Only what is named here goes into the app: the list of a build folder grows by itself, an archive must not.
 *
 * @type {import('electron-builder').Configuration}
 */
export default {
  appId: 'org.ekphrasis.app',
  productName: 'Ekphrasis',
  copyright: 'MIT licence',
  directories: { output: 'release', buildResources: 'assets/icons' },
  // Everything is bundled or copied below: nothing is to be collected, installed or rebuilt.
  beforeBuild: async () => false,
  files: [
    {
      from: '.',
      to: '.',
      filter: ['package.json', 'LICENSE', 'dist/electron/**', 'dist/renderer/**', '!**/.built-from'],
    },
    {
      from: 'assets',
      to: 'assets',
      filter: [
        '**/*',
        '!**/*.{ts,tsbuildinfo}',
        '!tsconfig.json',
        '!.gitattributes',
        '!sample/scenes-truth.json',
      ],
    },
    {
      from: 'trainer',
      to: 'trainer',
      filter: ['src/**/*.{py,json,jinja}', 'requirements.txt', 'requirements-gpu.txt'],
    },
    { from: 'scenes', to: 'scenes', filter: ['src/**/*.{py,txt,woff2,LICENSE}'] },
    ...packageFiles(),
  ],
  asar: true,
  // Native code opens files by itself and cannot look into the archive: libraries, models, pictures.
  asarUnpack: [
    '**/*.node',
    'node_modules/onnxruntime-node/bin/**',
    'node_modules/@img/**',
    'assets/**',
    'trainer/**',
    'scenes/**',
  ],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  },
  fileAssociations: [
    { ext: 'ekp', name: 'Ekphrasis project', mimeType: 'application/vnd.ekphrasis.project', role: 'Editor' },
  ],
  // Photographs of private people pass through here: no crash reports, no update checks without being asked.
  publish: null,
  icon: 'assets/icons/icon.png',
  linux: {
    extraResources: launcher('linux'),
    target: ['AppImage', 'deb'],
    category: 'Graphics',
    maintainer: 'Ekphrasis',
    synopsis: 'Captioning pipelines on a canvas',
  },
  mac: {
    extraResources: launcher('mac'),
    target: ['dmg', 'zip'],
    category: 'public.app-category.graphics-design',
    hardenedRuntime: true,
  },
  win: { extraResources: launcher('windows'), target: ['nsis'] },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, license: 'LICENSE' },
};
