import { type Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import type { ExitCode } from './exit-code.ts';
import { trainerRemoveCommand, trainerSetUpCommand, trainerStatusCommand } from './trainer-commands.ts';

/** `trainer setup|status|remove` */
export function addTrainerCommands(
  program: Command,
  context: CommandContext,
  end: (code: ExitCode) => void,
): void {
  const trainer = program
    .command('trainer')
    .summary('the Python environment that trains models')
    .description(
      'Makes, shows or removes the environment in which training nodes run. Everything else works without it.',
    );
  const json = () => new Option('--json', 'print JSON');
  trainer
    .command('setup')
    .description('Fetches Python packages into the app’s data folder; goes on where it was cut off.')
    .option('--serving', 'also what serving models needs, some megabytes more')
    .addOption(json())
    .action(async (options: { json?: boolean; serving?: boolean }) =>
      end(await trainerSetUpCommand(context, options)),
    );
  trainer
    .command('status')
    .description('Says whether it is there, with versions and devices; exit code 2 where it is not.')
    .addOption(json())
    .action(async (options: { json?: boolean }) => end(await trainerStatusCommand(context, options)));
  trainer
    .command('remove')
    .description('Removes it; models and jobs are kept.')
    .action(async () => end(await trainerRemoveCommand(context)));
}
