import type { ProblemGroup } from '../../core/run.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { formatCount } from './format-number.ts';
import { plainText } from './plain-text.ts';

/** So many of each kind are listed; `status` and the app have the numbers of the rest. */
const MOST_LISTED = 10;
/** Columns after which a line of a stranger's making is cut. */
const WIDTH = 500;

/** What was noticed in the last run, why samples were rejected and why others failed, as lines for `err` [CLI9]; '' where nothing is to be said. */
export function formatTrouble(project: ProjectSession): string {
  const run = project.runs.current();
  const causes = run ? project.store.runs.problems(run.id) : [];
  // Errors in the log are those of whole nodes: the run's own reason says them.
  const warnings = project.log().filter(({ level }) => level === 'warning');
  return [
    ...listed(warnings, 'warning', ({ node, text }) => `! ${placed(node, text)}\n`),
    ...listed(causes.filter(isRejection), 'reason', rejectionLine),
    ...listed(
      causes.filter((cause) => !isRejection(cause)),
      'cause',
      failureLines,
    ),
  ].join('');
}

function listed<T>(all: readonly T[], noun: string, format: (item: T) => string): readonly string[] {
  const rest = all.length - MOST_LISTED;
  const lines = all.slice(0, MOST_LISTED).map(format);
  return rest > 0 ? [...lines, `… and ${formatCount(rest)} more ${noun}${rest === 1 ? '' : 's'}.\n`] : lines;
}

function isRejection({ outcome }: ProblemGroup): boolean {
  return outcome === 'rejected';
}

function rejectionLine({ node, reason, count }: ProblemGroup): string {
  return `· ${placed(node, `${formatCount(count)} rejected: ${reason}`)}\n`;
}

function failureLines({ node, reason, remedy, count, examples }: ProblemGroup): string {
  const path = examples[0]?.path ?? '';
  // Many messages name their file already.
  const example = path === '' || reason.includes(path) ? '' : ` (${path})`;
  const others = count > 1 ? ` And ${formatCount(count - 1)} like it.` : '';
  const head = `✗ ${placed(node, `${reason}${example}${others}`)}\n`;
  return remedy === undefined ? head : `${head}    ${plainText(remedy, WIDTH)}\n`;
}

function placed(node: string | undefined, text: string): string {
  return plainText(node === undefined ? text : `${node}: ${text}`, WIDTH);
}
