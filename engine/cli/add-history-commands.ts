import { type Command, Option } from 'commander';
import { REPORT_FORMATS } from '../session/run-report-text.ts';
import type { CommandContext } from './command-context.ts';
import { compareCommand } from './compare-command.ts';
import type { ExitCode } from './exit-code.ts';
import { type ReportOptions, reportCommand } from './report-command.ts';
import { runsCommand } from './runs-command.ts';
import { wholeNumber } from './whole-number.ts';

interface Json {
  readonly json?: boolean;
}

/** The commands that look at runs of the past. */
export function addHistoryCommands(
  program: Command,
  context: CommandContext,
  end: (code: ExitCode) => void,
): void {
  program
    .command('runs')
    .summary('list the runs of a project')
    .description('Lists the runs with what they made and cost: pinned ones first, then the newest.')
    .argument('<project>')
    .addOption(new Option('--json', 'print one JSON object a run'))
    .action(async (path: string, options: Json) => end(await runsCommand(context, path, options)));

  program
    .command('report')
    .summary('report of a run')
    .description(
      'Writes all that is known of a run: versions, hardware, seeds, flow, counts, costs, times. No absolute paths, host or user names.',
    )
    .argument('<project>')
    .argument('[run]', 'number of the run; default: the last one', wholeNumber)
    .addOption(
      new Option('--format <format>', 'default: markdown, or what the file is called').choices(
        REPORT_FORMATS,
      ),
    )
    .option('--output <file>', 'write it to a file; what stood there is kept as a backup')
    .action(async (path: string, run: number | undefined, options: ReportOptions) =>
      end(await reportCommand(context, path, run, options)),
    );

  program
    .command('compare')
    .summary('compare two runs')
    .description(
      'Tells what changed from one run to another: flow, options, versions, outcomes, samples, money.',
    )
    .argument('<project>')
    .argument('<run-a>', 'number of the earlier run', wholeNumber)
    .argument('<run-b>', 'number of the later run', wholeNumber)
    .addOption(new Option('--json', 'print JSON'))
    .action(async (path: string, before: number, after: number, options: Json) =>
      end(await compareCommand(context, path, before, after, options)),
    );
}
