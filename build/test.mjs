// `npm test`: installs what is missing, then runs every check and says all that is wrong. Runs on Node ≥ 20 with nothing installed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './build-app.mjs';
import { ensureChromium } from './chromium.mjs';
import { checkNode, ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { childEnvironment, runCommand } from './run-command.mjs';
import { note, reportFailure, StepFailed, step } from './steps.mjs';
import {
  countJourneys,
  countListed,
  countReport,
  countUnitTests,
  oneCheck,
  sumCounts,
  summaryLine,
} from './test-counts.mjs';
import { ensureTrainerPython } from './trainer-environment.mjs';
import { countPytest, countTrainerTests, PYTHON_FOLDERS } from './trainer-tests.mjs';

/**
 * @typedef {import('./test-counts.mjs').Counts} Counts
 * @typedef {{ python: string } | { reason: string, isFailure?: true }} TrainerPython
 */

const PARTS = ['lint', 'types', 'layers', 'unit', 'trainer', 'build', 'journeys'];
const REPORTS = 'test-results';
const UNIT_REPORT = path.join(root, REPORTS, 'unit.json');
const JOURNEY_REPORT = path.join(root, REPORTS, 'journeys.json');

try {
  process.exitCode = await test();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}

async function test() {
  checkNode(process.versions.node);
  const parts = readParts(process.argv.slice(2));
  const runtime = await ensureInstalled();
  const browser = parts.includes('journeys')
    ? await ensureChromium()
    : { reason: 'Journeys were not asked for.' };
  const trainer = await trainerPython(parts);
  /** @type {Record<string, () => Promise<Counts>>} */
  const actions = {
    lint: () =>
      check('Format and lint', runtime, ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.']),
    types: () => check('Types', runtime, ['node_modules/typescript/bin/tsc', '-b']),
    layers: () => check('Layers', runtime, ['build/check-layers.mjs']),
    unit: () => unitTests(runtime, trainer),
    trainer: () => trainerTests(trainer),
    build: () => build(runtime),
    journeys: () => journeys(runtime, browser, trainer),
  };
  /** @type {Counts[]} */
  const counts = 'isFailure' in trainer ? [oneCheck(false)] : [];
  for (const part of parts) {
    const action = actions[part];
    if (action !== undefined) counts.push(await action());
  }
  const sum = sumCounts(counts);
  console.log(`\n${summaryLine(sum)}`);
  return sum.failed === 0 ? 0 : 1;
}

/** @param {string[]} args @returns {string[]} */
function readParts(args) {
  if (args.length === 0) return PARTS;
  const [flag, value = ''] = args.length === 1 ? (args[0] ?? '').split('=') : args;
  const wanted = value.split(',');
  if (flag !== '--only' || args.length > 2 || wanted.some((part) => !PARTS.includes(part))) {
    throw new StepFailed(`Usage: npm test [-- --only ${PARTS.join('|')}]`);
  }
  return PARTS.filter((part) => wanted.includes(part));
}

/**
 * Runs a check as a step; what it printed is shown when it fails, and the next check runs all the same.
 *
 * @param {string} title
 * @param {() => Promise<import('./run-command.mjs').CommandResult>} action
 */
async function attempt(title, action) {
  /** @type {import('./run-command.mjs').CommandResult} */
  let result = { code: 1, output: '' };
  try {
    await step(title, async () => {
      result = await action();
      if (result.code !== 0) throw new StepFailed(`${title} failed.`);
    });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.log(`\n${result.output.trimEnd()}\n`);
  }
  return result;
}

/** @param {string} title @param {string} runtime @param {string[]} command */
async function check(title, runtime, command) {
  const { code } = await attempt(title, () => runCommand(runtime, command));
  return oneCheck(code === 0);
}

/**
 * The trainer's Python, for its own tests and for those of the app that train. That it could not be made is one failure; the other checks
 * run all the same.
 *
 * @param {readonly string[]} parts
 * @returns {Promise<TrainerPython>}
 */
async function trainerPython(parts) {
  if (!parts.some((part) => ['unit', 'trainer', 'journeys'].includes(part)))
    return { reason: 'Nothing that trains was asked for.' };
  try {
    return await ensureTrainerPython();
  } catch (error) {
    reportFailure(error);
    return { reason: 'The trainer’s environment could not be made.', isFailure: true };
  }
}

/** @param {TrainerPython} trainer @param {Record<string, string>} [more] */
function environmentWith(trainer, more = {}) {
  return childEnvironment({
    ...more,
    ...('python' in trainer && { EKPHRASIS_TRAINER_PYTHON: trainer.python }),
  });
}

/** @param {string} runtime @param {TrainerPython} trainer */
async function unitTests(runtime, trainer) {
  rmSync(UNIT_REPORT, { force: true });
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`];
  const { code } = await attempt('Unit tests', () =>
    runCommand(runtime, ['node_modules/vitest/vitest.mjs', ...args], { env: environmentWith(trainer) }),
  );
  return countReport(UNIT_REPORT, code, countUnitTests);
}

/**
 * The Python tests, its lint and types, where its environment is. Alone on the machine: some of them start processes that share its cores.
 *
 * @param {TrainerPython} found
 * @returns {Promise<Counts>}
 */
async function trainerTests(found) {
  if ('reason' in found) {
    const skipped = countTrainerTests();
    console.log(`  – Trainer  ${skipped} skipped`);
    note(
      `${found.reason} Set CI=1 to have it made, or EKPHRASIS_TRAINER_PYTHON to a Python (trainer/README.md).`,
    );
    return { passed: 0, failed: 0, skipped };
  }
  mkdirSync(path.join(root, REPORTS), { recursive: true });
  /** @type {Counts[]} */
  const counts = [];
  for (const folder of PYTHON_FOLDERS) counts.push(await pythonPackageTests(found.python, folder));
  return sumCounts(counts);
}

/** Lint, types and tests of one Python package. @param {string} python @param {string} folder */
async function pythonPackageTests(python, folder) {
  const name = path.basename(folder);
  const report = path.join(root, REPORTS, `${name}.xml`);
  rmSync(report, { force: true });
  const options = { cwd: folder, env: childEnvironment({ OMP_NUM_THREADS: '1' }) };
  /** @param {string} what @param {string[]} args */
  const run = (what, args) => {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${what}`;
    return attempt(title, () => runCommand(python, ['-m', ...args], options));
  };
  const lint = await run('lint', ['ruff', 'check', '--no-cache']);
  const types = await run('types', ['pyright', '--pythonpath', python]);
  const { code } = await run('tests', ['pytest', `--junitxml=${report}`]);
  const tests = existsSync(report) ? countPytest(readFileSync(report, 'utf8')) : oneCheck(false);
  const honest = code !== 0 && tests.failed === 0 ? { ...tests, failed: 1 } : tests;
  return sumCounts([oneCheck(lint.code === 0), oneCheck(types.code === 0), honest]);
}

/** @param {string} runtime */
async function build(runtime) {
  try {
    await ensureBuilt('renderer', runtime);
    await ensureBuilt('electron', runtime);
    return oneCheck(true);
  } catch (error) {
    reportFailure(error);
    return oneCheck(false);
  }
}

/**
 * @param {string} runtime
 * @param {{ browser: string } | { reason: string }} browser
 * @param {TrainerPython} trainer
 * @returns {Promise<Counts>}
 */
async function journeys(runtime, browser, trainer) {
  const playwright = 'node_modules/@playwright/test/cli.js';
  if (journeyFiles().length === 0) return { passed: 0, failed: 0, skipped: 0 };
  if ('reason' in browser) {
    const skipped = await listJourneys(runtime, playwright);
    console.log(`  – Browser journeys  ${skipped} skipped`);
    note(`${browser.reason} Install Chromium, or set EKPHRASIS_CHROMIUM to a browser of its family.`);
    return { passed: 0, failed: 0, skipped };
  }
  try {
    await ensureBuilt('renderer', runtime);
  } catch (error) {
    reportFailure(error);
    return oneCheck(false);
  }
  rmSync(JOURNEY_REPORT, { force: true });
  const env = environmentWith(trainer, { EKPHRASIS_CHROMIUM: browser.browser });
  const { code } = await attempt('Browser journeys', () =>
    runCommand(runtime, [playwright, 'test'], { env }),
  );
  return countReport(JOURNEY_REPORT, code, countJourneys);
}

/** @param {string} runtime @param {string} playwright */
async function listJourneys(runtime, playwright) {
  const { code, output } = await runCommand(runtime, [playwright, 'test', '--list', '--reporter=json']);
  return code === 0 ? countListed(JSON.parse(output)) : journeyFiles().length;
}

function journeyFiles() {
  const folder = path.join(root, 'e2e');
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.spec.ts'))
    : [];
}
