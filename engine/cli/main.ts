import { CommanderError } from 'commander';
import { CodedError, ERROR_CODES } from '../../core/errors.ts';
import { createContext, type HostMaker } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createNodeHost } from './node-host.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/**
 * The command line: runs one command and gives its exit code [CLI1, CLI2].
 *
 * @param argv what follows the program's name
 * @param createHost what the engine runs on where that is not Node itself: the packed app
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
  createHost: HostMaker = createNodeHost,
): Promise<number> {
  const { listening, heard } = listenTo(terminal);
  const context = createContext(listening, createHost);
  let code: ExitCode = EXIT.done;
  try {
    const program = createProgram(context, (ended) => {
      code = ended;
    });
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    code = explain(error, listening, argv.includes('--json'));
  }
  try {
    await context.close();
  } catch (error) {
    // Closing commits what is queued: it may be where a full disk shows, to a run that has said so already.
    const told = code !== EXIT.done && error instanceof Error && heard().includes(error.message);
    if (!told) code = explain(error, terminal, argv.includes('--json'));
  }
  return code;
}

/** Characters of `err` that are remembered. */
const REMEMBERED = 10_000;

/** The same terminal, and the end of what was written to its `err`. */
function listenTo(terminal: Terminal): { readonly listening: Terminal; readonly heard: () => string } {
  let heard = '';
  const err = (text: string) => {
    heard = (heard + text).slice(-REMEMBERED);
    terminal.err(text);
  };
  return { listening: { ...terminal, err }, heard: () => heard };
}

function explain(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  // Commander has said it already: help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.notStarted;
  reportError(terminal, error, json);
  const isOurs = error instanceof CodedError && ERROR_CODES[error.code].kind !== 'unexpected';
  return isOurs ? EXIT.notStarted : EXIT.failures;
}
