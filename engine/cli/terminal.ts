/** Where a command reads its surroundings and writes to; a double stands in for it in tests. */
export interface Terminal {
  /** Results: what a pipe should get. */
  out(text: string): void;
  /** Everything said beside the result: progress, hints, errors. */
  err(text: string): void;
  /** A person watches `err`: lines may be redrawn. */
  readonly isLive: boolean;
  /** Characters that fit in a line of `err`. */
  columns(): number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths on the command line start here. Absolute. */
  readonly folder: string;
  /** Calls the listener on Ctrl+C and on a polite end (SIGTERM); returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  quit(code: number): void;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  // A reader that has seen enough (`| head`) ends us without a word, as it does other programs.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isLive: process.stderr.isTTY === true,
    // Some terminals say 0 while they do not know.
    columns: () => process.stderr.columns || 100,
    environment: process.env,
    folder: process.cwd(),
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
    quit: (code) => process.exit(code),
  };
}
