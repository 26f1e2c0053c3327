import { setTimeout as pause } from 'node:timers/promises';
import type { TrainerEnvironment, TrainerSize } from '../../core/training/trainer-environment.ts';
import type { TrainerEnvironments } from '../training/trainer-environments.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainText } from './plain-text.ts';

const LOOK_MS = 500;

interface Json {
  readonly json?: boolean;
}

/** `trainer status` */
export async function trainerStatusCommand(context: CommandContext, { json }: Json): Promise<ExitCode> {
  const { trainer } = await context.engine();
  return tell(context, await trainer.get(), json ?? false);
}

/** `trainer setup`: says the size first, follows the set-up, and lets the first interrupt cancel it; what was fetched stays. */
export async function trainerSetUpCommand(
  context: CommandContext,
  { serving, ...options }: Json & { readonly serving?: boolean },
): Promise<ExitCode> {
  const code = await setUpTrainer(context, options);
  return serving && code === EXIT.done ? setUpServing(context) : code;
}

/** What serving adds. Throws USAGE where the interpreter is the user's. */
async function setUpServing({ terminal, engine }: CommandContext): Promise<ExitCode> {
  const { packages } = (await engine()).serving;
  const before = await packages.get();
  if (before.state === 'absent')
    terminal.err(
      `Sets serving up: fetches about ${Math.ceil(before.downloadBytes / 1e6)} MB for ${before.missing.join(', ')}.\n`,
    );
  if (before.state !== 'ready') await packages.setUp();
  const ignore = terminal.onInterrupt(() => void packages.cancel());
  try {
    for await (const now of packages.watch(undefined)) {
      if (now.state === 'making') continue;
      if (now.state === 'ready') terminal.err('Serving is ready.\n');
      if (now.state === 'broken') terminal.err(`${plainText(now.message)}\n${now.remedy}\n`);
      return now.state === 'ready' ? EXIT.done : now.state === 'broken' ? EXIT.failures : EXIT.interrupted;
    }
    return EXIT.interrupted;
  } finally {
    ignore();
  }
}

async function setUpTrainer(context: CommandContext, { json }: Json): Promise<ExitCode> {
  const { terminal } = context;
  const { trainer } = await context.engine();
  const before = await trainer.get();
  if (before.state === 'ready') return tell(context, before, json ?? false);
  if (before.state === 'absent') {
    terminal.err(`Sets the trainer up (${before.build.toUpperCase()}): ${sizeText(before.size)}\n`);
  }
  await trainer.setUp();
  let isCancelled = false;
  const ignore = terminal.onInterrupt(() => {
    if (isCancelled) return terminal.quit(EXIT.interrupted);
    isCancelled = true;
    void trainer.cancel();
  });
  await follow(context, trainer);
  ignore();
  if (!isCancelled) return tell(context, await trainer.get(), json ?? false);
  terminal.err('Cancelled; what was fetched is kept for the next time.\n');
  return EXIT.interrupted;
}

/** `trainer remove` */
export async function trainerRemoveCommand(context: CommandContext): Promise<ExitCode> {
  const { trainer } = await context.engine();
  await trainer.remove();
  context.terminal.out('The trainer’s environment is removed. Models and jobs are kept.\n');
  return EXIT.done;
}

async function follow({ terminal }: CommandContext, trainer: TrainerEnvironments): Promise<void> {
  let said = '';
  for (;;) {
    const now = await trainer.get();
    if (now.state !== 'making') return;
    const line = plainText(`${now.step}: ${now.detail}`, 120);
    if (line !== said) terminal.err(`${line}\n`);
    said = line;
    await pause(LOOK_MS);
  }
}

function tell({ terminal }: CommandContext, environment: TrainerEnvironment, json: boolean): ExitCode {
  if (json) terminal.out(`${JSON.stringify(environment)}\n`);
  else
    terminal.out(
      `${describe(environment)
        .map((line) => plainText(line))
        .join('\n')}\n`,
    );
  return environment.state === 'ready' || environment.state === 'making' ? EXIT.done : EXIT.notStarted;
}

function sizeText({ downloadBytes, diskBytes, withoutIndex }: TrainerSize): string {
  const usual = `about ${gigabytes(downloadBytes)} to download, ${gigabytes(diskBytes)} on the disk.`;
  if (withoutIndex === undefined) return usual;
  const { downloadBytes: download, diskBytes: disk } = withoutIndex;
  return `${usual} Where PyTorch's own package index cannot be reached, it is ${gigabytes(download)} and ${gigabytes(disk)}.`;
}

function describe(environment: TrainerEnvironment): readonly string[] {
  switch (environment.state) {
    case 'absent':
      return ['The trainer is not set up.', `"ekphrasis trainer setup": ${sizeText(environment.size)}`];
    case 'making':
      return ['The trainer is being set up.'];
    case 'broken':
      return [environment.message, environment.remedy, ...environment.log];
    case 'ready':
      return [
        `The trainer is ready: ${environment.python}`,
        Object.entries(environment.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
        `Devices: ${environment.devices.map(({ name }) => name).join(', ')}`,
      ];
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
