import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { nodeModules, root } from './paths.mjs';

/**
 * What a finished command left: its exit code (1 when it could not start or was killed) and all that it printed, in order.
 *
 * @typedef {{ code: number, output: string }} CommandResult
 */

/**
 * The environment for child processes: the packages' own binaries first, so that `node` is Node 24 for them.
 *
 * @param {Record<string, string | undefined>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(more = {}) {
  const binaries = path.join(nodeModules, '.bin');
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const rest = (process.env[name] ?? '').split(path.delimiter).filter((entry) => entry !== binaries);
  return { ...process.env, [name]: [binaries, ...rest].join(path.delimiter), ...more };
}

/**
 * Runs a command quietly and collects what it prints.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(file, args, options = {}) {
  const { cwd = root, timeoutMs = 0, shell = false } = options;
  // What is printed later, or into a log, is printed without colours; some tools have to be told twice.
  const env = { ...(options.env ?? childEnvironment()), NO_COLOR: '1', FORCE_COLOR: undefined };
  return new Promise((resolve) => {
    /** @type {string[]} */
    const printed = [];
    const child = spawn(file, [...args], { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    // Not spawn's own `timeout`: its timer outlives a program that does not exist, and would hold this process.
    const timer = timeoutMs > 0 ? setTimeout(() => child.kill(), timeoutMs) : undefined;
    child.stdout.setEncoding('utf8').on('data', (text) => printed.push(text));
    child.stderr.setEncoding('utf8').on('data', (text) => printed.push(text));
    child.on('error', (error) => {
      clearTimeout(timer);
      printed.push(`${file}: ${error.message}\n`);
      resolve({ code: 1, output: printed.join('') });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal !== null) printed.push(`${path.basename(file)} was ended by ${signal}\n`);
      resolve({ code: code ?? 1, output: stripVTControlCharacters(printed.join('')) });
    });
  });
}

/**
 * Hands the terminal over to a command and waits for it. Ctrl-C reaches the command by itself (it is in the same group);
 * SIGTERM is passed on. A Node child is told by its closed channel when this process is killed, and `endWithParent` acts on it.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, node?: boolean, cwd?: string }} [options]
 * @returns {Promise<number>} the exit code, 128 + signal number when a signal ended the command
 */
export function runForeground(file, args, options = {}) {
  const { env = process.env, node = false, cwd = process.cwd() } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      cwd,
      env: node ? { ...env, EKPHRASIS_FOLLOWS_PARENT: '1' } : env,
      stdio: node ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    });
    const waitForChild = () => undefined;
    const passOn = () => child.kill('SIGTERM');
    process.on('SIGINT', waitForChild);
    process.on('SIGTERM', passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', waitForChild);
      process.off('SIGTERM', passOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * For the child of `runForeground`: ends this process at once when the parent is gone, so that killing `npx ekphrasis` leaves
 * no engine behind that still writes to the project. Ending without notice is safe for the store by [RUN5].
 */
export function endWithParent() {
  if (process.env.EKPHRASIS_FOLLOWS_PARENT !== '1') return;
  delete process.env.EKPHRASIS_FOLLOWS_PARENT;
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}
