import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchResult, readResults } from './harness/bench-result.ts';
import { benchNames } from './harness/find-benches.ts';

const PROGRAM = fileURLToPath(new URL('./run.ts', import.meta.url));

describe('every bench runs through at its quick size', () => {
  let folder = '';
  let results = new Map<string, BenchResult>();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ekphrasis-bench-results-'));
    spawnSync(process.execPath, [PROGRAM, '--quick', '--out', folder], { stdio: 'ignore' });
    results = new Map(readResults(folder).map((result) => [result.bench, result]));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(benchNames())('%s', (name) => {
    const result = results.get(name);
    const faults =
      result?.status === 'measured'
        ? result.figures.filter(({ median }) => !Number.isFinite(median)).map((figure) => figure.name)
        : [`${result?.status ?? 'no result'}: ${result && 'reason' in result ? result.reason : ''}`];
    if (result?.status === 'skipped') expect(result.reason).toMatch(/\.$/);
    else expect(faults).toEqual([]);
  });
});
