import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} UnitReport as vitest writes it
 * @typedef {{ specs?: { tests: unknown[] }[], suites?: JourneySuite[] }} JourneySuite
 * @typedef {{ errors?: unknown[], suites?: JourneySuite[],
 *   stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} JourneyReport as Playwright writes it
 */

/** @param {readonly Counts[]} counts @returns {Counts} */
export function sumCounts(counts) {
  return counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The last line of `npm test`. @param {Counts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A check that is one test. @param {boolean} passed @returns {Counts} */
export function oneCheck(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/**
 * A file that failed although none of its tests did (it could not be loaded or set up) counts as one failure.
 *
 * @param {UnitReport} report
 * @returns {Counts}
 */
export function countUnitTests(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Errors outside of any test (a spec that does not load) count as failures; so does a test that passes only sometimes.
 *
 * @param {JourneyReport} report
 * @returns {Counts}
 */
export function countJourneys({ stats, errors = [] }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/** How many journeys `playwright test --list` names. @param {JourneyReport} report @returns {number} */
export function countListed(report) {
  /** @param {JourneySuite} suite @returns {number} */
  const inSuite = ({ specs = [], suites = [] }) =>
    specs.reduce((sum, spec) => sum + spec.tests.length, 0) +
    suites.reduce((sum, inner) => sum + inSuite(inner), 0);
  return inSuite({ suites: report.suites ?? [] });
}

/**
 * Counts a run by the report that it left. A run that failed although no test did (a crash, an error between tests, no
 * report at all) is a failure, too.
 *
 * @template Report
 * @param {string} file
 * @param {number} exitCode
 * @param {(report: Report) => Counts} count
 * @returns {Counts}
 */
export function countReport(file, exitCode, count) {
  if (!existsSync(file)) return oneCheck(false);
  const counts = count(JSON.parse(readFileSync(file, 'utf8')));
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
