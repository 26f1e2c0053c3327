import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import type { RunId } from '../../core/ids.ts';
import type { Problem } from '../../core/problem.ts';
import type { RunOptions } from '../../core/run.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { planReproduction, repeatedOptions, restoreFlow } from '../session/reproduce-run.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type FollowOptions, followRun } from './follow-run.ts';
import { parseSetting } from './parse-setting.ts';
import { plainText } from './plain-text.ts';
import { formatProblems } from './report-error.ts';
import type { Terminal } from './terminal.ts';

export interface RunCommandOptions {
  readonly to?: string;
  readonly set?: readonly string[];
  readonly limit?: number;
  readonly budget?: number;
  readonly retryFailed?: boolean;
  /** Number of the run to repeat. */
  readonly reproduce?: number;
  readonly json?: boolean;
}

/** `run PROJECT` */
export async function runCommand(
  context: CommandContext,
  path: string,
  options: RunCommandOptions,
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'write');
  if (options.reproduce !== undefined)
    return reproduce(context.terminal, project, options.reproduce, options);
  await applySettings(context, project, options.set ?? []);
  return runProject(
    context.terminal,
    project,
    {
      ...(options.to !== undefined && { to: options.to }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(options.budget !== undefined && { capUsd: options.budget }),
      ...(options.retryFailed && { retryFailed: true }),
    },
    { json: options.json ?? false },
  );
}

/** Says what cannot be repeated, sets the flow back, and runs [CLI14]. */
async function reproduce(
  terminal: Terminal,
  project: ProjectSession,
  given: number,
  { budget, json = false }: RunCommandOptions,
): Promise<ExitCode> {
  const run = given as RunId;
  const plan = await planReproduction(project, run, new AbortController().signal);
  if (json) terminal.out(`${JSON.stringify({ event: 'reproduction', ...plan })}\n`);
  if (plan.changesFlow)
    terminal.err(`The flow is set back to that of run ${run}; undo in the app takes that back.\n`);
  for (const { severity, message } of plan.notices)
    terminal.err(
      `${severity === 'error' ? '✗' : severity === 'warning' ? '!' : '·'} ${plainText(message)}\n`,
    );
  if (plan.notices.some(({ severity }) => severity === 'error')) return EXIT.notStarted;
  const options = repeatedOptions(project.store.runFacts.facts(run)?.options ?? {}, run);
  await restoreFlow(project, run);
  const capped = budget === undefined ? options : { ...options, capUsd: budget };
  return runProject(terminal, project, capped, { json });
}

/** Checks, says everything that stands against the run, or runs. */
export async function runProject(
  terminal: Terminal,
  project: ProjectSession,
  options: RunOptions,
  follow: FollowOptions,
): Promise<ExitCode> {
  const problems = await project.check(options);
  const errors = problems.filter(({ severity }) => severity === 'error');
  reportProblems(terminal, errors.length > 0 ? problems : [], follow.json);
  if (errors.length > 0) return EXIT.notStarted;
  return followRun(terminal, project, await project.startRun(options), follow);
}

function reportProblems(terminal: Terminal, problems: readonly Problem[], json: boolean): void {
  if (problems.length === 0) return;
  terminal.err(formatProblems(problems));
  if (json) terminal.out(`${JSON.stringify({ event: 'problems', problems })}\n`);
}

/** All `--set` together are one revision of the flow, so that a bare `run` later does the same [CLI4]. */
async function applySettings(
  context: CommandContext,
  project: ProjectSession,
  settings: readonly string[],
): Promise<void> {
  if (settings.length === 0) return;
  const { catalog } = project.parts.library;
  const edits: FlowEdit[] = [];
  let flow = project.store.flow.flow();
  for (const setting of settings) {
    const edit = parseSetting(setting, flow, catalog, context.terminal.folder);
    edits.push(edit);
    flow = applyEdits(flow, [edit]);
  }
  project.edit(edits, settings.length === 1 ? `Set ${settings[0]?.split('=')[0]}` : 'Set parameters');
}
