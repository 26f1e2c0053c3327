import { readFile } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { EMPTY_FLOW, type Flow } from '../../core/flow.ts';
import { flowSchema } from '../../core/flow-schema.ts';
import type { Problem } from '../../core/problem.ts';
import { findTemplate } from '../session/templates.ts';
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
  const project = await session.create({ path: context.path(path), template: options.template });
  const { terminal } = context;
  if (options.template !== undefined) {
    const { cliNote } = await findTemplate(session.host.assetsFolder, options.template);
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
  const status = projectStatus(project);
  context.terminal.out(options.json ? `${JSON.stringify(status)}\n` : formatStatus(status));
  return EXIT.done;
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
  const parsed = await readFlow(path);
  if ('problems' in parsed) return parsed.problems;
  return (await context.engine()).checkFlow(parsed.flow);
}

/** A flow out of a stranger's file, or everything that is wrong with its form. */
async function readFlow(path: string): Promise<{ flow: Flow } | { problems: readonly Problem[] }> {
  const parsed = flowSchema.safeParse(await readJson(path));
  if (parsed.success) return { flow: { ...EMPTY_FLOW, ...parsed.data } };
  return {
    problems: parsed.error.issues.map((issue) => ({
      code: 'FLOW_INVALID',
      severity: 'error',
      message: `${issue.path.length === 0 ? 'The flow' : issue.path.join('.')}: ${issue.message}.`,
      remedy: 'Correct the file, or build the flow in the app.',
    })),
  };
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('FILE_NOT_FOUND', `The file ${path} cannot be read.`, {
      remedy: 'Check its name and permissions.',
      cause: error,
    });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError('FORMAT_INVALID', `The file ${path} is not JSON.`, {
      remedy: 'Give a flow as the app saves it.',
      cause: error,
    });
  }
}
