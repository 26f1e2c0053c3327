import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/ekphrasis.mjs', import.meta.url));

/** A computer with Ekphrasis on it: a home folder of its own, and what a user starts there. */
export class ServedApp {
  /** The home folder: holds the data folder and whatever a journey makes; gone afterwards. */
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-journey-')));
  /** What the user has set in the environment. */
  readonly environment: Record<string, string> = {};
  readonly #running = new Set<ChildProcess>();

  constructor() {
    mkdirSync(this.path('data'));
    // Whoever lives here knows the way; journeys of new users ask for them.
    writeFileSync(this.path('data', 'settings.json'), JSON.stringify({ tour: 'done' }));
  }

  /** An absolute path below the home folder. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** From now on nobody has used the app here before. */
  forgetUser(): void {
    rmSync(this.path('data', 'settings.json'));
  }

  /** Starts `ekphrasis serve` and resolves with its address, token and all. */
  async start(...args: string[]): Promise<string> {
    const child = this.spawn('serve', ...args);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    return new Promise((resolve, reject) => {
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const address = /http:\/\/127\.0\.0\.1:\S+/.exec(out)?.[0];
        if (address) resolve(address);
      });
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${errors}`)));
    });
  }

  /** Starts a command in the home folder. */
  spawn(...args: string[]) {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(EKPHRASIS_|OPENAI_|HF_)/.test(name));
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.folder,
      env: {
        ...Object.fromEntries(inherited),
        HOME: this.folder,
        EKPHRASIS_DATA: this.path('data'),
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  /** Ends everything as a power cut would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Ends the server as Ctrl+C does, so that its project can be opened by others. */
  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    await Promise.all(
      [...this.#running].map((child) => {
        const ended = new Promise((resolve) => child.once('close', resolve));
        child.kill(signal);
        return ended;
      }),
    );
  }
}

/** What a command printed, and how it ended; `code` is null where a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the command line to its end. */
export function ekphrasis(app: ServedApp, ...args: string[]): Promise<Ended> {
  return outcomeOf(app.spawn(...args));
}

/** Waits for a command that was started with `app.spawn`. */
export function outcomeOf(child: ReturnType<ServedApp['spawn']>): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
