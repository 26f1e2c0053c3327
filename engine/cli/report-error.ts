import { toErrorRecord } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { plainText } from './plain-text.ts';
import type { Terminal } from './terminal.ts';

/** Columns after which a line of a stranger's making is cut. */
const WIDTH = 1000;

/** An error as two lines: what is so, what to do. The stack follows with EKPHRASIS_DEBUG=1 only. */
export function reportError(terminal: Terminal, thrown: unknown, json: boolean): void {
  const record = toErrorRecord(thrown);
  const remedy =
    record.remedy ??
    (record.code === 'UNEXPECTED'
      ? 'This is a fault of the program. Run again with EKPHRASIS_DEBUG=1 for its details.'
      : undefined);
  terminal.err(
    `${plainText(record.message, WIDTH)}\n${remedy === undefined ? '' : `${plainText(remedy, WIDTH)}\n`}`,
  );
  if (json) terminal.out(`${JSON.stringify({ event: 'error', error: record })}\n`);
  if (terminal.environment.EKPHRASIS_DEBUG && thrown instanceof Error)
    terminal.err(`\n${debugText(thrown)}\n`);
}

function debugText(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by ${debugText(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** All problems at once, each on its node [RUN1]. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map((problem) => {
      const place = [problem.node, problem.param ?? problem.port]
        .filter((part) => part !== undefined)
        .join('.');
      // Names of ports and parameters are a stranger's text like the rest.
      const head = `${problem.severity === 'error' ? '✗' : '!'} ${place === '' ? '' : `${plainText(place, WIDTH)}: `}`;
      return `${head}${plainText(problem.message, WIDTH)}\n    ${plainText(problem.remedy, WIDTH)}\n`;
    })
    .join('');
}
