import { dirname } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { reportSource, runReport } from '../session/run-report.ts';
import { REPORT_FORMATS, type ReportFormat, reportText } from '../session/run-report-text.ts';
import { writeReport } from '../session/write-report.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainText } from './plain-text.ts';
import { chosenRun } from './runs-command.ts';

export interface ReportOptions {
  readonly format?: ReportFormat;
  readonly output?: string;
}

/** `report PROJECT [RUN] [--format json|markdown] [--output FILE]`: everything that is known of a run, without places and names [CLI12]. */
export async function reportCommand(
  context: CommandContext,
  path: string,
  given: number | undefined,
  options: ReportOptions,
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'read');
  const run = chosenRun(project, given);
  if (run === undefined)
    throw new UserError('NOT_FOUND', 'This project has not been run yet.', {
      remedy: 'Run it first: ekphrasis run PROJECT.',
    });
  const { store } = project;
  const report = await runReport(reportSource(project), run, { bySource: true });
  const places = { project: dirname(store.path), roots: store.images.roots() };
  const text = reportText(report, places, options.format ?? formatOf(options.output));
  const { terminal } = context;
  if (options.output === undefined) {
    terminal.out(text);
    return EXIT.done;
  }
  const target = context.path(options.output);
  await writeReport(target, text);
  terminal.out(`${plainText(target)}\n`);
  return EXIT.done;
}

/** As the file's name says; Markdown where it says nothing. */
function formatOf(output: string | undefined): ReportFormat {
  return output?.toLowerCase().endsWith('.json') ? 'json' : REPORT_FORMATS[1];
}
