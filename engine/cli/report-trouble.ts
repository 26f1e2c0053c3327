import type { ProblemGroup } from '../../core/run.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { formatCount } from './format-number.ts';
import { plainText } from './plain-text.ts';

/** Causes and warnings that are listed; `status` and the app have the numbers of the rest. */
const MOST_CAUSES = 10;
const MOST_WARNINGS = 10;
/** Columns after which a line of a stranger's making is cut. */
const WIDTH = 500;

/** Why samples failed and what was noticed in the last run, as lines for `err` [CLI9]; '' where nothing is to be said. */
export function formatTrouble(project: ProjectSession): string {
  const run = project.currentRun();
  const failures = run
    ? project.store.runs.problems(run.id).filter(({ outcome }) => outcome === 'failed')
    : [];
  // Errors in the log are those of whole nodes: the run's own reason says them.
  const warnings = project.log().filter(({ level }) => level === 'warning');
  const causes = failures.slice(0, MOST_CAUSES).map(causeLines);
  const notices = warnings.slice(0, MOST_WARNINGS).map(({ node, text }) => `! ${placed(node, text)}\n`);
  return [
    ...notices,
    more(warnings.length - MOST_WARNINGS, 'warning'),
    ...causes,
    more(failures.length - MOST_CAUSES, 'cause'),
  ].join('');
}

function causeLines({ node, reason, remedy, count, examples }: ProblemGroup): string {
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

function more(count: number, noun: string): string {
  return count > 0 ? `… and ${formatCount(count)} more ${noun}${count === 1 ? '' : 's'}.\n` : '';
}
