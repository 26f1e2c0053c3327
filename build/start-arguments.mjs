import path from 'node:path';
// By its default export: a named one would not even load on a Node that is too old, which is to be told politely.
import util from 'node:util';

export const START_USAGE = `Usage: npm start [-- options] [-- PROJECT.ekp]

Without a project, opens the sample project and runs its flow.

  --headless    run the sample's flow in the terminal, print a summary, exit
  --limit N     with --headless: only N samples, chosen across the sources
  --browser     serve the interface on 127.0.0.1 even where a desktop window is possible
  --help        this text`;

/**
 * @typedef {object} StartArguments
 * @property {boolean} headless
 * @property {boolean} browser
 * @property {boolean} help
 * @property {number} [limit]
 * @property {string} [project] absolute path
 */

/**
 * @param {readonly string[]} args what follows `npm start --`
 * @param {string} folder that a relative project path is meant from
 * @returns {StartArguments}
 * @throws {TypeError} with a sentence for the user
 */
export function parseStartArguments(args, folder) {
  const { values, positionals } = util.parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      headless: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      limit: { type: 'string' },
    },
  });
  const { headless, browser, help } = values;
  if (positionals.length > 1) throw new TypeError('Only one project can be opened. Name a single .ekp file.');
  const project = positionals[0] === undefined ? undefined : path.resolve(folder, positionals[0]);
  if (headless && project !== undefined) {
    throw new TypeError(`--headless runs the sample project. For yours: npx ekphrasis run ${positionals[0]}`);
  }
  if (values.limit === undefined) return { headless, browser, help, project };
  if (!headless) throw new TypeError('--limit needs --headless. Add it, or leave --limit out.');
  if (!/^[1-9]\d{0,8}$/.test(values.limit))
    throw new TypeError(`--limit takes a whole number from 1; "${values.limit}" is not one.`);
  return { headless, browser, help, project, limit: Number(values.limit) };
}

/**
 * What `bin/ekphrasis.mjs` is called with when no desktop window is opened.
 *
 * @param {StartArguments} wanted
 * @returns {string[]}
 */
export function commandLineFor(wanted) {
  if (wanted.headless)
    return ['sample', '--headless', ...(wanted.limit === undefined ? [] : ['--limit', String(wanted.limit)])];
  return wanted.project === undefined ? ['serve', '--sample'] : ['serve', wanted.project];
}
