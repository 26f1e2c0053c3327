import type { Problem } from '../../core/problem.ts';
import type { RunProgress } from '../../core/run.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { readFlowFile } from '../session/read-flow-file.ts';
import { takeLock } from '../store/project-lock.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainText } from './plain-text.ts';
import { formatProblems } from './report-error.ts';
import { formatStatus, projectStatus } from './status.ts';

/** `new PROJECT [--template ID]` */
export async function newCommand(
  context: CommandContext,
  path: string,
  options: { readonly template?: string; readonly json?: boolean },
): Promise<ExitCode> {
  const { session } = await context.engine();
  const { terminal } = context;
  const given = options.template;
  const template = given?.endsWith('.json') ? context.path(given) : given;
  const project = await session.create({ path: context.path(path), template });
  if (template !== undefined) {
    const { cliNote } = await session.template(template);
    if (cliNote !== undefined) terminal.err(`${cliNote}\n`);
  }
  if (options.json) terminal.out(`${JSON.stringify({ path: project.store.path })}\n`);
  else terminal.out(`${plainText(project.store.path)}\n`);
  return EXIT.done;
}

/** `status PROJECT [--json]` */
export async function statusCommand(
  context: CommandContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'read');
  const status = projectStatus(project, endedRun(project));
  context.terminal.out(options.json ? `${JSON.stringify(status)}\n` : formatStatus(status));
  return EXIT.done;
}

/** The last run; one that still counts as under way although nobody owns the project ended with its process. */
function endedRun(project: ProjectSession): RunProgress | null {
  const run = project.runs.current();
  if (run?.state !== 'running' && run?.state !== 'paused' && run?.state !== 'queued') return run;
  const lock = takeLock(project.store.path);
  if (typeof lock === 'string') return run;
  lock.release();
  return { ...run, state: 'interrupted' };
}

/** `check PROJECT-or-FLOW.json [--json]`: all problems at once; runs nothing. */
export async function checkCommand(
  context: CommandContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const problems = path.toLowerCase().endsWith('.json')
    ? await checkFlowFile(context, context.path(path))
    : await (await openProjectFor(context, path, 'read')).check();
  const bad = problems.some(({ severity }) => severity === 'error');
  const { terminal } = context;
  if (options.json) terminal.out(`${JSON.stringify({ ok: !bad, problems })}\n`);
  else if (problems.length === 0) terminal.out('No problems.\n');
  else terminal.out(formatProblems(problems));
  return bad ? EXIT.notStarted : EXIT.done;
}

async function checkFlowFile(context: CommandContext, path: string): Promise<readonly Problem[]> {
  const parsed = await readFlowFile(path);
  if ('problems' in parsed) return parsed.problems;
  return (await context.engine()).checkFlow(parsed.flow);
}
