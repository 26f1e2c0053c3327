import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import type { Problem } from '../../core/problem.ts';
import type { RunOptions } from '../../core/run.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type FollowOptions, followRun } from './follow-run.ts';
import { parseSetting } from './parse-setting.ts';
import { formatProblems } from './report-error.ts';
import type { Terminal } from './terminal.ts';

export interface RunCommandOptions {
  readonly to?: string;
  readonly set?: readonly string[];
  readonly limit?: number;
  readonly budget?: number;
  readonly retryFailed?: boolean;
  readonly json?: boolean;
}

/** `run PROJECT` */
export async function runCommand(
  context: CommandContext,
  path: string,
  options: RunCommandOptions,
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'write');
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
  await project.edit(edits, settings.length === 1 ? `Set ${settings[0]?.split('=')[0]}` : 'Set parameters');
}
