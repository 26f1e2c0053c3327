import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** `ekphrasis serve` as a user starts it, with a data folder of its own. */
export class ServedApp {
  /** Holds the data folder and whatever a journey makes; gone afterwards. */
  readonly folder = mkdtempSync(join(tmpdir(), 'ekphrasis-journey-'));
  #process: ChildProcess | undefined;
  #errors = '';

  /** Starts the server and resolves with its address, token and all. */
  async start(...args: string[]): Promise<string> {
    mkdirSync(join(this.folder, 'data'), { recursive: true });
    const child = spawn(process.execPath, [join(ROOT, 'bin/ekphrasis.mjs'), 'serve', ...args], {
      cwd: this.folder,
      env: { ...process.env, EKPHRASIS_DATA: join(this.folder, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    return new Promise((resolve, reject) => {
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const address = /http:\/\/127\.0\.0\.1:\S+/.exec(out)?.[0];
        if (address) resolve(address);
      });
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${this.#errors}`)));
    });
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.#end('SIGINT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

/** Runs one command of the command line in the app's folder; gives what it printed. */
export function ekphrasis(
  app: ServedApp,
  ...args: string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/ekphrasis.mjs'), ...args], {
    cwd: app.folder,
    env: { ...process.env, EKPHRASIS_DATA: join(app.folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, out, err })));
}

/** `app` is closed and its folder removed when the journey ends. */
export const test = base.extend<{ app: ServedApp }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that one needs from the pattern
  app: async ({}, use) => {
    const app = new ServedApp();
    await use(app);
    await app.close();
  },
});

export { expect } from '@playwright/test';
