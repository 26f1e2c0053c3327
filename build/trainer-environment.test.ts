import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './paths.mjs';
import { ensureTrainerPython, isContinuousIntegration, UV } from './trainer-environment.mjs';
import { pythonOf } from './trainer-tests.mjs';

interface Answer {
  readonly code: number;
  readonly output: string;
}

describe('[TRAIN13] the environment of the trainer’s tests', () => {
  let folder = '';
  let ran: string[] = [];
  const place = () => path.join(folder, '.venv');

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trainer-'));
    writeFileSync(path.join(folder, 'requirements-dev.txt'), 'torch==1\n');
    ran = [];
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Programs that do nothing but leave an interpreter; `fails` matches the command lines that go wrong. */
  function ensure(env: Record<string, string>, fails = /^$/): ReturnType<typeof ensureTrainerPython> {
    const run = async (file: string, args: readonly string[]): Promise<Answer> => {
      const line = [
        path.relative(folder, file).startsWith('.venv') ? path.basename(file) : file,
        ...args,
      ].join(' ');
      ran.push(line);
      if (fails.test(line)) return { code: 1, output: `no route for ${line}` };
      if (/ venv /.test(line)) {
        mkdirSync(path.dirname(pythonOf(place())), { recursive: true });
        writeFileSync(pythonOf(place()), '');
      }
      return { code: 0, output: '' };
    };
    return ensureTrainerPython({ env, folder, run });
  }

  it('is made where CI says so, from the lock with its hashes, and made anew after the lock has changed', async () => {
    expect(await ensure({})).toEqual({ reason: expect.stringContaining('not set up') });
    expect(ran).toEqual([]);

    expect(await ensure({ CI: '1' })).toEqual({ python: pythonOf(place()) });
    expect(ran).toContain(
      `uv pip install --compile-bytecode --python ${pythonOf(place())} --require-hashes --no-deps -r ${folder}${path.sep}requirements-dev.txt`,
    );
    ran = [];
    expect(await ensure({ CI: '1' })).toEqual({ python: pythonOf(place()) });
    expect(ran).toEqual([]);

    writeFileSync(path.join(folder, 'requirements-dev.txt'), 'torch==2\n');
    await ensure({});
    expect(ran).toEqual([]);
    await ensure({ CI: 'true' });
    expect(ran).not.toEqual([]);
  });

  it('takes a Python that is named, also in an automatic build', async () => {
    const named = { CI: '1', EKPHRASIS_TRAINER_PYTHON: process.execPath };
    expect(await ensure(named)).toEqual({ python: process.execPath });
    expect(ran).toEqual([]);
  });

  it('fetches uv into the environment where the machine has none, with the newest Python that fits', async () => {
    await ensure({ CI: '1' }, /^(uv --version|python3\.13|python3\.12 )/);
    expect(ran.filter((line) => !/^(uv|python3\.1[23]) /.test(line))).toEqual([
      expect.stringMatching(/^python3\.11 -I -c /),
      `python3.11 -I -m venv ${place()}`,
      expect.stringMatching(/^python -I -m pip install .*uv==/),
      expect.stringMatching(/^python -I -c import torch/),
    ]);
  });

  it('says what could not be done and what the program printed, and takes nothing that is half made', async () => {
    const why = (fails: RegExp) => ensure({ CI: '1' }, fails).catch((error: unknown) => error);
    expect(await why(/ pip install --compile-bytecode/)).toMatchObject({
      message: expect.stringMatching(/packages could not be installed.*network/),
      output: expect.stringContaining('no route'),
    });
    ran = [];
    expect(await why(/import torch/)).toMatchObject({ message: expect.stringContaining('do not load') });
    expect(ran.some((line) => line.includes('--require-hashes'))).toBe(true);
    expect(await why(/^(uv|python)/)).toMatchObject({
      message: expect.stringMatching(/needs uv, or Python 3\.11/),
    });
  });

  it.each([
    [undefined, false],
    ['', false],
    ['0', false],
    ['False', false],
    ['1', true],
    ['true', true],
    ['woodpecker', true],
  ])('CI=%s is an automatic build: %s', (value, is) => {
    expect(isContinuousIntegration({ CI: value })).toBe(is);
  });

  it('has the uv of the app, and a lock with hashes, without a host, and without what the CPU never loads', () => {
    const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
    expect(read('engine/training/find-uv.ts')).toContain(`'${UV}'`);
    const lock = read('trainer/requirements-dev.txt');
    expect(lock).not.toMatch(/--(extra-)?index-url|https?:\/\//);
    expect(lock).not.toMatch(/^(triton|cuda-|nvidia-cusolver)/m);
    const names = (text: string) => [...text.matchAll(/^([\w.-]+==\S+)/gm)].map(([, entry]) => entry ?? '');
    const left = names(read('trainer/requirements.txt')).filter(
      (entry) => !/^(triton|cuda-|nvidia-)/.test(entry),
    );
    expect(names(lock)).toEqual(expect.arrayContaining(left));
  });
});
