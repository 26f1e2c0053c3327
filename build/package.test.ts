import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from './build-app.mjs';
import { ENTRIES, EXTERNAL_PACKAGES } from './bundle-electron.mjs';
import configuration from './electron-builder.config.mjs';
import { root } from './paths.mjs';
import { writeElectronPackage, writeStubElectron } from './stub-electron.ts';

const MINUTES = 60_000;

/** Packed here for Linux alone: the native packages of other systems are not installed. */
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the packed app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
  const app = path.join(folder, 'out', 'linux-unpacked');
  let files: string[] = [];

  beforeAll(async () => {
    await ensureBuilt('renderer', process.execPath);
    await ensureBuilt('electron', process.execPath);
    const electronDist = path.join(folder, 'electron');
    const manifest = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
    writeStubElectron(electronDist, manifest.version);
    await build({
      projectDir: root,
      targets: Platform.LINUX.createTarget('dir', Arch.x64),
      publish: 'never',
      config: {
        ...configuration,
        electronDist,
        directories: { ...configuration.directories, output: path.join(folder, 'out') },
      },
    });
    files = listPackage(path.join(app, 'resources/app.asar'), { isPack: false }).map((file) =>
      file.replace(/^\//, ''),
    );
  }, 4 * MINUTES);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds every program, the interface, the starter, the sample and the native parts', () => {
    const wanted = [
      'package.json',
      'LICENSE',
      ...Object.values(ENTRIES).map((bundle) => `dist/electron/${bundle}`),
      'dist/electron/preload.cjs',
      'dist/renderer/index.html',
      'assets/starter/onnx/decoder_model_merged_fp16.onnx',
      'assets/starter/tokenizer.json',
      'assets/sample/photos/cat.jpg',
      'assets/models/model-table.json',
      'trainer/requirements.txt',
      'trainer/src/ekphrasis_trainer/__main__.py',
      'trainer/src/ekphrasis_trainer/schema/train-spec.json',
      'scenes/src/ekphrasis_scenes/words.txt',
      'scenes/src/ekphrasis_scenes/fonts/inter.woff2',
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
      'node_modules/@img/sharp-linux-x64/package.json',
    ];
    expect(wanted.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('holds no sources, tests, documents, tools, or parts for other systems', () => {
    const unwanted = [
      /\.(ts|tsx|cts|mts|map|cpp|hpp|gyp)$/,
      /\.test\./,
      /^(core|nodes|engine|renderer|electron|build|bin|e2e|bench|docs|release)\//,
      /^trainer\/(?!src(\/|$)|requirements)|^scenes\/(?!src(\/|$))|\.pyc$/,
      /(^|\/)\.(built-from|gitattributes|github)/,
      /^node_modules\/(electron|vite|vitest|typescript|esbuild|react|lucide-react|@playwright|electron-builder|onnxruntime-web|node)(\/|$)/,
      /onnxruntime-node\/bin\/napi-v6\/(darwin|win32|linux\/arm64)/,
      /better-sqlite3\/(deps|src)/,
      /prebuilds\/(darwin|win32|linuxmusl|linux-arm64)/,
      /scenes-truth/,
    ];
    expect(files.filter((file) => unwanted.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('has libraries and assets outside of the archive, where native code can read them', () => {
    const unpacked = readdirSync(path.join(app, 'resources/app.asar.unpacked'), {
      recursive: true,
      encoding: 'utf8',
    });
    const native = files.filter((file) =>
      /\.(node|so|so\.[\d.]+)$|^(assets|trainer|scenes)\/.*\.\w+$/.test(file),
    );
    expect(native.length).toBeGreaterThan(5);
    expect(native.filter((file) => !unpacked.includes(file))).toEqual([]);
  });

  describe('taken out of its archive, with nothing beside it', () => {
    const copy = path.join(folder, 'copy');
    const run = (script: string) =>
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
        cwd: copy,
        encoding: 'utf8',
      });

    beforeAll(() => extractAll(path.join(app, 'resources/app.asar'), copy));

    it('can load every package that is not bundled', () => {
      const output = run(`
        for (const name of ${JSON.stringify(EXTERNAL_PACKAGES)}) await import(name);
        const { default: Database } = await import('better-sqlite3');
        console.log(new Database(':memory:').prepare('select 41 + 1 as answer').get().answer);`);
      expect(output.trim()).toBe('42');
    });

    it('is a command line without a window', () => {
      writeElectronPackage(copy);
      const ekphrasis = (...args: string[]) =>
        spawnSync(process.execPath, ['dist/electron/main.js', ...args], { cwd: copy, encoding: 'utf8' });
      const nodes = ekphrasis('nodes', '--json');
      expect(nodes.stdout, nodes.stderr).toContain('"captioners.local"');
      expect(nodes.status).toBe(0);
      const made = ekphrasis('--cli', 'new', 'p.ekp', '--template', 'caption-folder');
      expect(made.status, made.stderr).toBe(0);
      const checked = ekphrasis('check', 'p.ekp', '--json');
      expect(checked.status, checked.stderr).toBe(2);
      expect(JSON.parse(checked.stdout)).toMatchObject({ ok: false });
    });
  });

  it('has a script that starts its command line from anywhere, and ends as it does', () => {
    const link = path.join(folder, 'ekphrasis link');
    symlinkSync(path.join(app, 'resources/bin/ekphrasis'), link);
    const { status, stdout } = spawnSync(link, ['run', 'a b.ekp', '--json'], { encoding: 'utf8' });
    expect(stdout.split('\n').slice(-5, -1)).toEqual(['--cli', 'run', 'a b.ekp', '--json']);
    expect(status).toBe(7);
  });

  it('has its fuses set: no Node from outside, code from the archive only', async () => {
    const wire = await getCurrentFuseWire(path.join(app, 'ekphrasis'));
    const on = (fuse: FuseV1Options) => String.fromCharCode(Number(wire[fuse])) === '1';
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
      cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      integrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyArchive: on(FuseV1Options.OnlyLoadAppFromAsar),
      ownSnapshot: on(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      fileProtocol: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      cookieEncryption: true,
      integrity: true,
      onlyArchive: true,
      ownSnapshot: false,
      fileProtocol: false,
    });
  });
});
