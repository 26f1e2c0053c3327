import { Command, InvalidArgumentError, Option } from 'commander';
import { DATASET_FORMATS } from '../session/dataset-exchange.ts';
import { addHistoryCommands } from './add-history-commands.ts';
import { addTrainerCommands } from './add-trainer-commands.ts';
import { type BatchesOptions, batchesCommand } from './batches-command.ts';
import { type BudgetCommandOptions, budgetCommand } from './budget-command.ts';
import type { CommandContext } from './command-context.ts';
import { exportCommand, importCommand } from './dataset-commands.ts';
import type { ExitCode } from './exit-code.ts';
import { type FailuresOptions, failuresCommand } from './failures-command.ts';
import { type ForecastCommandOptions, forecastCommand } from './forecast-command.ts';
import { readVersion } from './node-host.ts';
import { nodesCommand } from './nodes-command.ts';
import { checkCommand, newCommand, statusCommand } from './project-commands.ts';
import { type RunCommandOptions, runCommand } from './run-command.ts';
import { type ServeOptions, sampleCommand, serveCommand } from './serve-commands.ts';
import { type ServeModelOptions, serveModelCommand } from './serve-model-command.ts';
import { wholeNumber } from './whole-number.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 done with failed samples, 2 could not start, 3 paused by the budget, 130 interrupted.
Keys come from the environment: EKPHRASIS_KEY_<ENDPOINT>, or OPENAI_API_KEY and HF_TOKEN for these services.

Start with:
  ekphrasis new p.ekp --template caption-folder
  ekphrasis run p.ekp --set images.folder=pictures`;

interface Json {
  readonly json?: boolean;
}

/** The commands; `end` gets the exit code of the one that ran. */
export function createProgram(context: CommandContext, end: (code: ExitCode) => void): Command {
  const { terminal } = context;
  const program = new Command('ekphrasis')
    .description('Captions images by flows: images, prompts, captioners, filters, datasets.')
    .version(readVersion())
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .configureHelp({ helpWidth: 100 })
    .showHelpAfterError('Use --help to see what is possible.')
    .addHelpText('after', EXIT_CODES);
  const json = (what = 'print JSON') => new Option('--json', what);

  program
    .command('new')
    .summary('create a project')
    .description('Creates a project file.')
    .argument('<project>', 'file to create; .ekp is added where it is missing')
    .option('--template <id>', 'flow to start from: caption-folder, …, or a flow as .json')
    .addOption(json())
    .action(async (path: string, options: Json & { template?: string }) =>
      end(await newCommand(context, path, options)),
    );

  program
    .command('run')
    .summary('run a project’s flow')
    .description(
      'Runs the flow. What is done already is reused, never done twice; progress goes to stderr, the summary to stdout.',
    )
    .argument('<project>')
    .option('--to <node>', 'only this node and what it needs')
    .option('--set <node.param=value>', 'set a parameter and keep it; may be repeated', collect)
    .option('--limit <n>', 'a stratified part of so many samples, without collectors and jobs', wholeNumber)
    .option('--budget <usd>', 'most that the project may have spent, in US dollars', amount)
    .option('--retry-failed', 'also try what failed for good')
    .addOption(
      new Option('--reproduce <run>', 'repeat a run: its flow, its options, its seeds')
        .argParser(wholeNumber)
        .conflicts(['to', 'set', 'limit', 'retryFailed']),
    )
    .addOption(json('print one JSON object a line; the last is the status'))
    .action(async (path: string, options: RunCommandOptions) =>
      end(await runCommand(context, path, options)),
    );

  program
    .command('forecast')
    .summary('what a run of everything will take')
    .description(
      'Tries a stratified part of the samples and forecasts time, cost, tokens, disk and rates for all of them, each with a 95 % interval. What the trial made is reused by the run.',
    )
    .argument('<project>')
    .option(
      '--samples <n>',
      'how many to try; without it, a forecast for the same flow is shown again',
      wholeNumber,
    )
    .option('--to <node>', 'only this node and what it needs')
    .option('--budget <usd>', 'most that the trial may cost, in US dollars', amount)
    .addOption(json())
    .action(async (path: string, options: ForecastCommandOptions) =>
      end(await forecastCommand(context, path, options)),
    );

  program
    .command('budget')
    .summary('what is spent, reserved and capped')
    .description(
      'Prints where the money of a project is; sets its cap, and settles what a kill has left behind.',
    )
    .argument('<project>')
    .option('--cap <usd>', 'most that the project may spend in all, in US dollars', amount)
    .option('--no-cap', 'take the cap away')
    .option('--settle <usd>', 'all requests that were cut off cost this much together', amount)
    .addOption(json())
    .action(async (path: string, options: BudgetCommandOptions) =>
      end(await budgetCommand(context, path, options)),
    );

  program
    .command('status')
    .summary('counts of the last run')
    .description('Prints the counts of the last run, node by node.')
    .argument('<project>')
    .addOption(json())
    .action(async (path: string, options: Json) => end(await statusCommand(context, path, options)));

  program
    .command('failures')
    .summary('failed samples of the last run')
    .description('Lists the failed samples of the last run by cause, and says what is to become of them.')
    .argument('<project>')
    .option('--node <node>', 'only those of this node')
    .option('--code <code>', 'only those with this code, e.g. ENDPOINT_BAD_REQUEST')
    .addOption(new Option('--skip', 'put them aside: runs leave them out').conflicts(['unskip', 'retry']))
    .addOption(new Option('--unskip', 'take up again what was put aside').conflicts('retry'))
    .option('--retry', 'run, and try these again')
    .option('--keep-captions', 'give pictures that changed on disk the captions of their former bytes')
    .addOption(json('print one JSON object a line: the samples, then the causes'))
    .action(async (path: string, options: FailuresOptions) =>
      end(await failuresCommand(context, path, options)),
    );

  program
    .command('batches')
    .summary('batches at providers')
    .description(
      'Asks the providers about the project’s batches, fetches what is ready, and lists them. The next run makes captions of it.',
    )
    .argument('<project>')
    .addOption(new Option('--cancel <id>', 'give one up; what is done is kept').argParser(wholeNumber))
    .addOption(
      new Option('--plan', 'what a run would send, and what it would cost at most').conflicts('cancel'),
    )
    .addOption(json('print one JSON object a line'))
    .action(async (path: string, options: BatchesOptions) =>
      end(await batchesCommand(context, path, options)),
    );

  addHistoryCommands(program, context, end);
  addTrainerCommands(program, context, end);

  program
    .command('check')
    .summary('validate a project or a flow file')
    .description('Lists every problem that stands against a run, without running anything.')
    .argument('<project-or-flow>', 'a project, or a flow as .json')
    .addOption(json())
    .action(async (path: string, options: Json) => end(await checkCommand(context, path, options)));

  program
    .command('import')
    .summary('add a dataset file as a source')
    .description('Adds a dataset file to the flow as a source of images with their captions.')
    .argument('<project>')
    .argument('<file>')
    .option('--format <format>', 'default: what the file looks like')
    .option('--images <folder>', 'folder that the image paths in the file start from')
    .addOption(json())
    .action(async (path: string, file: string, options: Json & { format?: string; images?: string }) =>
      end(await importCommand(context, path, file, options)),
    );

  program
    .command('export')
    .summary('write a dataset to a file')
    .description('Writes the dataset of the last run.')
    .argument('<project>')
    .requiredOption('--format <format>', `one of: ${DATASET_FORMATS.map(({ id }) => id).join(', ')}`)
    .requiredOption('--out <path>', 'file or folder to write')
    .option('--from <node>', 'dataset node; needed where there are several')
    .addOption(json())
    .action(async (path: string, options: Json & { format: string; out: string; from?: string }) =>
      end(await exportCommand(context, path, options)),
    );

  program
    .command('nodes')
    .summary('list the node types')
    .description('Lists the node types with their ports and parameters.')
    .addOption(json('print them with JSON schemas'))
    .action(async (options: Json) => end(await nodesCommand(context, options)));

  program
    .command('serve')
    .summary('open the interface in a browser')
    .description('Serves the interface on this computer; the printed address carries a token.')
    .argument('[project]')
    .option('--port <n>', 'default: any free one', portNumber)
    .addOption(new Option('--sample', 'open the sample project and run it').hideHelp())
    .action(async (path: string | undefined, options: ServeOptions) =>
      end(await serveCommand(context, path, options)),
    );

  program
    .command('serve-model')
    .summary('serve a model as an endpoint')
    .description(
      'Serves a model folder on this computer until interrupted: by vLLM where CUDA and vLLM are, else by transformers. Prints its address when it answers.',
    )
    .argument('<folder>', 'a model in Hugging Face’s layout with safetensors weights')
    .addOption(new Option('--device <device>', 'where it runs').choices(['auto', 'cuda', 'mps', 'cpu']))
    .addOption(new Option('--program <program>', 'what serves it').choices(['auto', 'vllm', 'transformers']))
    .addOption(json())
    .action(async (folder: string, options: ServeModelOptions) =>
      end(await serveModelCommand(context, folder, options)),
    );

  program
    .command('sample', { hidden: true })
    .description('Runs the sample project in the terminal.')
    .option('--headless', 'accepted for symmetry with "npm start"')
    .option('--limit <n>', 'so many samples', wholeNumber)
    .addOption(json())
    .action(async (options: Json & { limit?: number }) => end(await sampleCommand(context, options)));

  return program;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function amount(text: string): number {
  const usd = text.trim() === '' ? Number.NaN : Number(text.replace(/^\$/, ''));
  if (!Number.isFinite(usd) || usd < 0) throw new InvalidArgumentError('It must be an amount in US dollars.');
  return usd;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.');
  return port;
}
