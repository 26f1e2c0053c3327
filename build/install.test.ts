import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchesLock, npmCommand, wantsCuda, withoutEngineNoise } from './install.mjs';
import { findRuntime, nodeModules } from './paths.mjs';

describe('whether node_modules matches the lock file', () => {
  const zod = { version: '4.6.7', integrity: 'sha512-a' };
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/zod': zod,
      'node_modules/@img/sharp-win32-x64': { version: '0.35.5', integrity: 'sha512-b', optional: true },
    },
  };

  it.each([
    ['everything is there', { 'node_modules/zod': zod }, true],
    ['nothing is recorded', undefined, false],
    ['a package is missing', {}, false],
    ['a version differs', { 'node_modules/zod': { ...zod, version: '4.6.6' } }, false],
    ['a content differs', { 'node_modules/zod': { ...zod, integrity: 'sha512-x' } }, false],
    [
      'a package is there that the lock file lacks',
      { 'node_modules/zod': zod, 'node_modules/left': zod },
      false,
    ],
  ])('%s', (_title, packages, matches) => {
    expect(matchesLock(lock, { packages })).toBe(matches);
  });

  it('a damaged record counts as none', () => {
    expect(matchesLock(lock, {})).toBe(false);
    expect(matchesLock(lock, undefined)).toBe(false);
  });
});

describe('whether the CUDA libraries are fetched', () => {
  const listed = { code: 0, output: 'GPU 0: NVIDIA GeForce RTX 4070 (UUID: GPU-1)\n' };

  it.each([
    ['Linux with a GPU', { platform: 'linux', arch: 'x64', gpuList: listed }, true],
    [
      'no nvidia-smi',
      { platform: 'linux', arch: 'x64', gpuList: { code: 1, output: 'spawn nvidia-smi ENOENT' } },
      false,
    ],
    [
      'a driver without a GPU',
      { platform: 'linux', arch: 'x64', gpuList: { code: 0, output: 'No devices found.' } },
      false,
    ],
    ['an ARM machine', { platform: 'linux', arch: 'arm64', gpuList: listed }, false],
    ['Windows, which has DirectML', { platform: 'win32', arch: 'x64', gpuList: listed }, false],
  ])('%s', (_title, machine, wanted) => {
    expect(wantsCuda(machine)).toBe(wanted);
  });
});

describe('how npm is started', () => {
  it('by the script that runs us, with the Node beside it', () => {
    const env = { npm_execpath: '/usr/lib/npm/bin/npm-cli.js', npm_node_execpath: '/usr/bin/node' };
    expect(npmCommand(env, 'linux')).toEqual({
      file: '/usr/bin/node',
      args: [env.npm_execpath],
      shell: false,
    });
  });

  it('never with the Node that is about to be deleted', () => {
    const inside = path.join(nodeModules, 'node', 'bin', 'node');
    const env = { npm_execpath: '/usr/lib/npm/bin/npm-cli.js', npm_node_execpath: inside };
    expect(npmCommand(env, 'linux')).toEqual({ file: 'npm', args: [], shell: false });
  });

  it('by name without npm around us, or under another package manager', () => {
    expect(npmCommand({}, 'linux')).toEqual({ file: 'npm', args: [], shell: false });
    expect(npmCommand({}, 'win32')).toEqual({ file: 'npm.cmd', args: [], shell: true });
    const yarn = { npm_execpath: '/usr/lib/yarn.js', npm_node_execpath: '/usr/bin/node' };
    expect(npmCommand(yarn, 'darwin')).toEqual({ file: 'npm', args: [], shell: false });
  });
});

it('remarks on engines are hidden, errors are not', () => {
  const output = 'npm warn EBADENGINE Unsupported engine {\nnpm warn EBADENGINE }\nnpm error code E404\n';
  expect(withoutEngineNoise(output)).toBe('npm error code E404\n');
});

describe('the Node that runs the sources', () => {
  const folder = '/nowhere';
  const here = process.execPath;

  it('is the running one where none is installed, if it is new enough and still there', () => {
    expect(findRuntime({ folder, running: { version: '24.1.0', path: here } })).toBe(here);
    expect(findRuntime({ folder, running: { version: '22.9.0', path: here } })).toBeUndefined();
    expect(findRuntime({ folder, running: { version: '24.1.0', path: '/replaced/node' } })).toBeUndefined();
  });

  it('is the installed one where there is one, whatever is running', () => {
    const installed = mkdtempSync(path.join(tmpdir(), 'ekphrasis-node-'));
    const node = path.join(installed, 'node', 'bin', 'node');
    mkdirSync(path.dirname(node), { recursive: true });
    writeFileSync(node, '');
    for (const version of ['20.0.0', '24.1.0'])
      expect(findRuntime({ folder: installed, platform: 'linux', running: { version, path: here } })).toBe(
        node,
      );
    rmSync(installed, { recursive: true });
  });
});
