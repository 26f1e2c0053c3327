import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { TRAINER_MODULE } from './launch-command.ts';
import { runTool, ToolError } from './run-tool.ts';
import { type Launch, trainerEnvironment } from './start-job.ts';

/** Where a command of the trainer runs. */
export interface AskedTrainer {
  readonly python: string;
  /** Folder that holds the Python package. */
  readonly packageFolder: string;
  /** Package whose commands are run; the trainer's own by default. */
  readonly module?: string;
  /** Devices that it may use, for a command that works on them; by default it is left to the trainer. */
  readonly place?: Pick<Launch, 'kind' | 'devices'>;
}

/** No device is hidden or named. */
const ANYWHERE = { kind: 'mps', devices: [] } as const;

const line = z.looseObject({ kind: z.string() });
const fault = z.object({
  kind: z.literal('error'),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
});

/** One line that a command writes, by `kind`. */
export type TrainerLine = z.output<typeof line>;

/**
 * Runs a short command of the trainer (`audit`, `probe`, `estimate`, `export`) to its end and gives its last line. Throws TRAINER_FAILED with the trainer's own
 * words, and the signal's reason when it aborts.
 */
export async function askTrainer(
  { python, packageFolder, module = TRAINER_MODULE, place = ANYWHERE }: AskedTrainer,
  given: readonly string[],
  signal: AbortSignal,
  onLine: (line: TrainerLine) => void = () => undefined,
): Promise<TrainerLine | undefined> {
  let last: TrainerLine | undefined;
  const hear = (text: string) => {
    const parsed = parse(text);
    if (parsed === undefined) return;
    last = parsed;
    onLine(parsed);
  };
  const environment = trainerEnvironment(process.env, { packageFolder, processes: 1, ...place });
  try {
    await runTool(python, ['-m', module, ...given], { environment, signal, onLine: hear });
    return last;
  } catch (thrown) {
    signal.throwIfAborted();
    const told = fault.safeParse(last).data;
    if (told) throw new UserError('TRAINER_FAILED', told.message, { remedy: told.remedy });
    const log = thrown instanceof ToolError ? thrown.log : [];
    throw new UserError(
      'TRAINER_FAILED',
      `The trainer could not ${given[0]}: ${log.at(-1) ?? 'it ended at once'}.`,
      {
        remedy: 'Set the trainer up again if this stays so.',
        excerpt: log.join('\n').slice(-2000),
      },
    );
  }
}

function parse(text: string): TrainerLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return line.safeParse(JSON.parse(text)).data;
  } catch {
    // A library that writes braces.
    return undefined;
  }
}
