import { CommanderError } from 'commander';
import { CodedError, ERROR_CODES } from '../../core/errors.ts';
import { createContext } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** The command line: runs one command and gives its exit code [CLI1, CLI2]. `argv` is what follows the program's name. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const context = createContext(terminal);
  let code: ExitCode = EXIT.done;
  try {
    const program = createProgram(context, (ended) => {
      code = ended;
    });
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    code = explain(error, terminal, argv.includes('--json'));
  }
  try {
    await context.close();
  } catch (error) {
    // Closing commits what is queued: it may be where a full disk shows.
    code = explain(error, terminal, argv.includes('--json'));
  }
  return code;
}

function explain(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  // Commander has said it already: help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.notStarted;
  reportError(terminal, error, json);
  const isOurs = error instanceof CodedError && ERROR_CODES[error.code].kind !== 'unexpected';
  return isOurs ? EXIT.notStarted : EXIT.failures;
}
