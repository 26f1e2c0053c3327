import type { ProblemGroup, SampleChoice } from '../../core/run.ts';
import {
  carryCaptionsOver,
  changedPictures,
  latestRun,
  listFailures,
  skipSamples,
  unskipSamples,
} from '../session/failed-samples.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { formatCount } from './format-number.ts';
import { plainText } from './plain-text.ts';
import { runProject } from './run-command.ts';
import type { Terminal } from './terminal.ts';

export interface FailuresOptions {
  readonly node?: string;
  readonly code?: string;
  readonly json?: boolean;
  readonly skip?: boolean;
  readonly unskip?: boolean;
  readonly retry?: boolean;
  readonly keepCaptions?: boolean;
}

/** Rows asked for at once. */
const PAGE = 200;
/** Samples of a cause that are shown; `--json` has them all. */
const SHOWN = 5;
const WIDTH = 500;
const EXCERPT_WIDTH = 200;

/** `failures PROJECT [--node ID] [--code CODE] [--skip | --unskip | --retry | --keep-captions] [--json]`: failed samples of the last run, and what is to become of them. */
export async function failuresCommand(
  context: CommandContext,
  path: string,
  options: FailuresOptions,
): Promise<ExitCode> {
  const { skip = false, unskip = false, retry = false, keepCaptions = false, json = false } = options;
  const { terminal } = context;
  const changes = skip || unskip || retry || keepCaptions;
  const project = await openProjectFor(context, path, changes ? 'write' : 'read');
  if (unskip) return takeUp(terminal, project, options);
  if (keepCaptions) return carryOver(terminal, project, json);
  const groups = chosenGroups(project, options);
  const choices = groups.map(({ node, cause }): SampleChoice => ({ node, cause }));
  if (retry) return runProject(terminal, project, { retry: choices }, { json });
  if (skip) {
    const count = choices.reduce((sum, choice) => sum + skipSamples(project, choice), 0);
    terminal.out(json ? `${JSON.stringify({ skipped: count })}\n` : changed(count, true));
  } else if (json) writeLines(terminal, project, groups);
  else terminal.out(formatFailures(project, groups) + formatChanged(project));
  return EXIT.done;
}

/** `--unskip`: also what earlier runs had put aside. */
function takeUp(
  terminal: Terminal,
  project: ProjectSession,
  { node, code, json }: FailuresOptions,
): ExitCode {
  const chosen = project.store.skips
    .causes()
    .filter((group) => (node === undefined || group.node === node) && hasCode(group.cause, code));
  const count = chosen.reduce((sum, choice) => sum + unskipSamples(project, choice), 0);
  terminal.out(json ? `${JSON.stringify({ unskipped: count })}\n` : changed(count, false));
  return EXIT.done;
}

/** `--keep-captions`: of pictures that were found changed, and of those that failed because they changed while a run was under way. */
function carryOver(terminal: Terminal, project: ProjectSession, json: boolean): ExitCode {
  const groups = chosenGroups(project, { code: 'IMAGE_CHANGED' });
  const count = groups.reduce(
    (sum, { node, cause }) => sum + carryCaptionsOver(project, { node, cause }),
    carryCaptionsOver(project),
  );
  terminal.out(
    json
      ? `${JSON.stringify({ carriedOver: count })}\n`
      : `The next run keeps the captions of ${count === 1 ? '1 changed picture' : `${formatCount(count)} changed pictures`}.\n`,
  );
  return EXIT.done;
}

/** Causes of failures, as far as node and code are those that were asked for. */
function chosenGroups(project: ProjectSession, { node, code }: FailuresOptions): readonly ProblemGroup[] {
  return project.store.runs
    .problems(latestRun(project), node)
    .filter(({ outcome, cause }) => outcome === 'failed' && hasCode(cause, code));
}

/** A failure's cause begins with its code. */
function hasCode(cause: string, code: string | undefined): boolean {
  return code === undefined || cause.startsWith(`${code.toUpperCase()} `);
}

function changed(count: number, skip: boolean): string {
  const samples = count === 1 ? '1 sample is' : `${formatCount(count)} samples are`;
  return skip
    ? `${samples} put aside. Runs leave them out until --unskip.\n`
    : `${samples} taken up again by the next run.\n`;
}

function* samplesOf(project: ProjectSession, { node, outcome, cause }: ProblemGroup) {
  for (let offset = 0; ; offset += PAGE) {
    const { samples } = listFailures(project, { node, outcome, cause, offset, limit: PAGE });
    yield* samples;
    if (samples.length < PAGE) return;
  }
}

/** One line a sample, then one with the causes. */
function writeLines(terminal: Terminal, project: ProjectSession, groups: readonly ProblemGroup[]): void {
  for (const group of groups)
    for (const { at, ...sample } of samplesOf(project, group))
      terminal.out(
        `${JSON.stringify({ event: 'failure', node: group.node, cause: group.cause, ...sample, at: new Date(at).toISOString() })}\n`,
      );
  const causes = groups.map(({ examples: _, ...group }) => group);
  terminal.out(
    `${JSON.stringify({ run: latestRun(project), causes, changedPictures: changedPictures(project).count })}\n`,
  );
}

function formatFailures(project: ProjectSession, groups: readonly ProblemGroup[]): string {
  if (groups.length === 0) return 'No failed samples.\n';
  return groups.map((group) => formatGroup(project, group)).join('\n');
}

function formatChanged(project: ProjectSession): string {
  const { count, examples } = changedPictures(project);
  if (count === 0) return '';
  const what = count === 1 ? '1 picture has' : `${formatCount(count)} pictures have`;
  const paths = examples.map(({ path }) => `    ${plainText(path, WIDTH)}\n`).join('');
  return `! ${what} changed since being captioned.\n    With --keep-captions the next run gives them the captions of their former bytes.\n${paths}`;
}

function formatGroup(project: ProjectSession, group: ProblemGroup): string {
  const { node, outcome, cause, code, count, reason, remedy, skipped } = group;
  const aside = skipped > 0 ? `, ${formatCount(skipped)} put aside` : '';
  const { samples } = listFailures(project, { node, outcome, cause, offset: 0, limit: SHOWN });
  const lines = samples.flatMap(({ path, attempts, excerpt }) => [
    `    ${plainText(path, WIDTH)}${attempts > 1 ? ` (${attempts} attempts)` : ''}`,
    ...(excerpt === undefined || excerpt === '' ? [] : [`        ${plainText(excerpt, EXCERPT_WIDTH)}`]),
  ]);
  const rest = count - samples.length;
  return [
    `✗ ${plainText(`${node}: ${reason}`, WIDTH)}`,
    `    ${formatCount(count)} ${code ?? ''}${aside}`,
    ...(remedy === undefined ? [] : [`    ${plainText(remedy, WIDTH)}`]),
    ...lines,
    ...(rest > 0 ? [`    … and ${formatCount(rest)} more`] : []),
    '',
  ].join('\n');
}
