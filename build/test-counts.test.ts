import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  countJourneys,
  countListed,
  countReport,
  countUnitTests,
  oneCheck,
  sumCounts,
  summaryLine,
} from './test-counts.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unit = { numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] };

it('checks, unit tests and journeys add up in the last line', () => {
  const journeys = countJourneys({ stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 3 } });
  expect(summaryLine(sumCounts([oneCheck(true), oneCheck(false), countUnitTests(unit), journeys]))).toBe(
    '12 passed, 2 failed, 6 skipped',
  );
});

describe('what must not pass unseen', () => {
  it('a test file that does not load, or cannot be set up', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const notSetUp = { status: 'failed', assertionResults: [{ status: 'pending' }] };
    const failed = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
    expect(countUnitTests({ ...unit, testResults: [broken, notSetUp, failed] }).failed).toBe(3);
  });

  it('a journey that passes only sometimes, and a spec that does not load', () => {
    const stats = { expected: 1, unexpected: 1, flaky: 1, skipped: 0 };
    expect(countJourneys({ stats, errors: [{}] })).toEqual({ passed: 1, failed: 3, skipped: 0 });
  });

  it('a run without a report, or one that failed although every test passed', () => {
    const file = path.join(folder, 'unit.json');
    expect(countReport(file, 0, countUnitTests)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    writeFileSync(file, JSON.stringify({ ...unit, numFailedTests: 0 }));
    expect(countReport(file, 0, countUnitTests).failed).toBe(0);
    expect(countReport(file, 1, countUnitTests).failed).toBe(1);
  });
});

it('journeys are counted from their list when no browser can run them', () => {
  const spec = { tests: [{}] };
  const suites = [{ specs: [spec, spec], suites: [{ specs: [spec] }] }, { suites: [{ specs: [spec] }] }];
  expect(countListed({ suites, stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } })).toBe(4);
});
