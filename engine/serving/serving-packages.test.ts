import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import { programOf } from '../training/find-uv.ts';
import { addedBy } from '../training/setup-steps.ts';
import { PYTHON } from '../training/testing-training.ts';
import { createServingPackages } from './serving-packages.ts';
import { PRETEND } from './testing-servers.ts';

/** `uv` makes an empty environment with a Python of this computer in a second, without a network. */
const CAN_MAKE = PYTHON !== undefined && works('uv', '--version');

function works(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Its interpreter. */
function emptyEnvironment(): string {
  const environment = path.join(folder, 'environment');
  execFileSync('uv', ['venv', '--quiet', environment]);
  return programOf(environment, 'python');
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'serving-packages-'));
  mkdirSync(path.join(folder, 'trainer', 'src'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ready = (python: string, origin: 'own' | 'named'): TrainerEnvironment => ({
  state: 'ready',
  origin,
  build: 'cpu',
  python,
  versions: {},
  devices: [],
});
const packagesOf = (trainer: TrainerEnvironment) =>
  createServingPackages({
    trainer: { get: async () => trainer },
    dataFolder: path.join(folder, 'data'),
    packageFolder: path.join(folder, 'trainer', 'src'),
    environment: {},
  });

describe('[SERVE8] what serving needs', () => {
  it('is asked for only where there is a trainer', async () => {
    const size = { downloadBytes: 1, diskBytes: 1 };
    const packages = packagesOf({ state: 'absent', build: 'cpu', size, isPartial: false });
    expect(await packages.get()).toEqual({ state: 'no-trainer' });
    await expect(packages.setUp()).rejects.toMatchObject({
      code: 'USAGE',
      details: { fix: 'set-up-trainer' },
    });
  });

  it.skipIf(process.platform === 'win32')('is there where everything can be imported', async () => {
    expect(await packagesOf(ready(PRETEND, 'own')).get()).toEqual({
      state: 'ready',
      programs: ['transformers'],
    });
  });

  it.skipIf(!CAN_MAKE)(
    'is said by name and size, and never put into a Python of the user’s (needs uv)',
    async () => {
      const python = emptyEnvironment();
      const named = packagesOf(ready(python, 'named'));
      expect(await named.get()).toMatchObject({
        state: 'absent',
        missing: ['fastapi', 'uvicorn', 'openai', 'pydantic'],
        downloadBytes: expect.any(Number),
        canSetUp: false,
      });
      await expect(named.setUp()).rejects.toMatchObject({ code: 'USAGE' });
      expect(await packagesOf(ready(python, 'own')).get()).toMatchObject({ canSetUp: true });
    },
  );

  it.skipIf(!CAN_MAKE)(
    'a set-up that leaves something out is told with its log, and can be tried again (needs uv)',
    async () => {
      for (const name of ['requirements.txt', 'requirements-serve.txt'])
        writeFileSync(path.join(folder, 'trainer', name), '# nothing\n');
      const packages = packagesOf(ready(emptyEnvironment(), 'own'));
      await packages.setUp();
      expect(await packages.get()).toMatchObject({ state: 'making' });
      for await (const now of packages.watch(undefined)) {
        if (now.state === 'making') continue;
        expect(now).toMatchObject({
          state: 'broken',
          message: expect.stringContaining("No module named 'fastapi'"),
        });
        break;
      }
      await packages.setUp();
      await packages.cancel();
      expect(await packages.get()).toMatchObject({ state: 'absent' });
    },
  );
});

describe('[SERVE8] the lock of the extra', () => {
  const trainer = fileURLToPath(new URL('../../trainer/', import.meta.url));
  const read = (name: string) => readFileSync(path.join(trainer, name), 'utf8');
  const namesOf = (lock: string) => [...lock.matchAll(/^([\w.-]+)==/gm)].map(([, name]) => name);

  it('only adds: nothing that training runs on is of another version', () => {
    const versionsOf = (lock: string) =>
      new Set([...lock.matchAll(/^[\w.-]+==[^\s;]+/gm)].map(([entry]) => entry));
    const [all, there] = [versionsOf(read('requirements-serve.txt')), versionsOf(read('requirements.txt'))];
    expect([...there].filter((entry) => !all.has(entry))).toEqual([]);
  });

  it('adds the server’s packages, each with its hashes, and no address', () => {
    const added = addedBy(read('requirements-serve.txt'), read('requirements.txt'));
    expect(namesOf(added)).toEqual(expect.arrayContaining(['fastapi', 'openai', 'uvicorn', 'starlette']));
    expect(namesOf(added)).not.toContain('torch');
    for (const entry of added.split(/^(?=\w)/m)) expect(entry).toContain('--hash=sha256:');
    expect(added).not.toMatch(/https?:/);
  });
});
