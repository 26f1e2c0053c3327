import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPytest, countTrainerTests, findTrainerPython } from './trainer-tests.mjs';

describe('the trainer in `npm test`', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trainer-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('[TRAIN12] runs in the Python that is named, else in the one beside the package, else not', () => {
    const python = path.join(folder, '.venv', 'bin', 'python');
    const find = (env: Record<string, string>) => findTrainerPython({ env, folder, platform: 'linux' });
    expect(find({})).toEqual({ reason: expect.stringContaining('not set up') });
    mkdirSync(path.dirname(python), { recursive: true });
    writeFileSync(python, '');
    expect(find({})).toEqual({ python });
    expect(find({ EKPHRASIS_TRAINER_PYTHON: process.execPath })).toEqual({ python: process.execPath });
    expect(find({ EKPHRASIS_TRAINER_PYTHON: '/no/python' })).toEqual({
      reason: expect.stringContaining('/no/python'),
    });
  });

  it('[TRAIN12] counts tests that cannot run by their definitions', () => {
    mkdirSync(path.join(folder, 'deep'));
    writeFileSync(
      path.join(folder, 'test_a.py'),
      'def test_one():\n    pass\n\nclass T:\n    def test_two(self): ...\n',
    );
    writeFileSync(path.join(folder, 'deep/test_b.py'), 'def test_three(): ...\ndef helper(): ...\n');
    writeFileSync(path.join(folder, 'tiny.py'), 'def test_not(): ...\n');
    expect(countTrainerTests([folder, path.join(folder, 'deep')])).toBe(4);
  });

  it('[TRAIN12] counts what pytest reports', () => {
    const xml =
      '<?xml version="1.0"?><testsuites name="pytest"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.5"><testcase/></testsuite></testsuites>';
    expect(countPytest(xml)).toEqual({ passed: 4, failed: 3, skipped: 3 });
    expect(countPytest('')).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
