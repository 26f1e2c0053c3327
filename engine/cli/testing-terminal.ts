import { main } from './main.ts';
import type { Terminal } from './terminal.ts';

/** A terminal that remembers, for tests. */
export interface TestingTerminal extends Terminal {
  readonly stdout: string;
  readonly stderr: string;
  /** Presses Ctrl+C. */
  interrupt(): void;
}

export function testingTerminal(
  folder: string,
  environment: Readonly<Record<string, string>>,
): TestingTerminal {
  const listeners = new Set<() => void>();
  const written = { out: '', err: '' };
  return {
    folder,
    environment,
    isLive: false,
    columns: () => 100,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    get stdout() {
      return written.out;
    },
    get stderr() {
      return written.err;
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    quit: () => undefined,
  };
}

/** What a call of the command line left behind. */
export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The lines of `out` as JSON. */
  readonly json: readonly Record<string, unknown>[];
}

/** Calls the command line in this process, in a folder, with nothing in its environment but the data folder and what is given. */
export async function callMain(
  folder: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Called> {
  const terminal = testingTerminal(folder, { EKPHRASIS_DATA: `${folder}/data`, ...environment });
  const code = await main(argv, terminal);
  return {
    code,
    out: terminal.stdout,
    err: terminal.stderr,
    get json() {
      return terminal.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}
