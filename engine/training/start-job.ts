import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { CONTROL_FILES } from '../../core/training/train-control.ts';
import type { DeviceKind } from './device-queue.ts';
import type { JobFolder, ProcessFacts } from './job-folder.ts';
import { launchCommand } from './launch-command.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';

/** How a job's process is started. */
export interface Launch {
  readonly python: string;
  /** Folder that holds the Python package. */
  readonly packageFolder: string;
  readonly kind: DeviceKind;
  /** Numbers of the devices that it may use. */
  readonly devices: readonly number[];
  /** How many processes: devices, but for CPU runs of several. */
  readonly processes: number;
  readonly now: () => number;
}

/**
 * Starts the trainer on a job's folder as a process of its own, which lives on when the app ends: it has its own process group, and what it writes goes
 * to files, not to us. Gives who it is; undefined where it ended at once. Throws TRAINER_FAILED where it cannot be started.
 */
export async function startJob(folder: JobFolder, launch: Launch): Promise<ProcessIdentity | undefined> {
  for (const name of Object.values(CONTROL_FILES)) await rm(path.join(folder.path, name), { force: true });
  const eventsFrom = await sizeOf(folder.file('events'));
  const log = await open(folder.file('log'), 'a');
  try {
    const { program, arguments: given } = launchCommand(launch.python, folder.file('spec'), launch.processes);
    const child = spawn(program, [...given], {
      cwd: folder.path,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      env: trainerEnvironment(process.env, launch),
    });
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new UserError('TRAINER_FAILED', 'The trainer’s Python cannot be started.', {
        remedy: 'Set up the trainer again.',
        fix: 'set-up-trainer',
        cause,
      });
    });
    child.unref();
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    const facts: ProcessFacts = {
      // One that has ended already is written down, too: its folder then says that it was started.
      process: identity ?? { pid: child.pid ?? 2, started: 'ended at once' },
      startedAt: launch.now(),
      eventsFrom,
      devices: launch.processes,
    };
    await folder.writeProcess(facts);
    return identity;
  } finally {
    await log.close();
  }
}

/** Names of variables that hold secrets of ours or of others; a trainer needs none. */
const SECRET = /(^EKPHRASIS_KEY_)|(_API_KEY$)|(TOKEN$)|(SECRET)|(PASSWORD)/i;

/** Nothing is fetched while training, and nothing of what is secret here goes along. */
export function trainerEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  {
    packageFolder,
    kind,
    devices,
    processes,
  }: Pick<Launch, 'packageFolder' | 'kind' | 'devices' | 'processes'>,
): Record<string, string | undefined> {
  const kept = Object.fromEntries(Object.entries(own).filter(([name]) => !SECRET.test(name)));
  return {
    ...kept,
    PYTHONPATH: pythonPath(packageFolder),
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
    // Modules are never taken from the folder that it runs in: a job's folder may have come with a stranger's project.
    PYTHONSAFEPATH: '1',
    HF_HUB_OFFLINE: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    TOKENIZERS_PARALLELISM: 'false',
    ...(kind === 'cuda' && { CUDA_VISIBLE_DEVICES: devices.join(',') }),
    // Several processes on the CPU would otherwise each take all cores, and crawl.
    ...(kind === 'cpu' && processes > 1 && { OMP_NUM_THREADS: own.OMP_NUM_THREADS ?? '1' }),
  };
}

/** Where the trainer's modules are, and those of the drawn scenes beside it (`python -m ekphrasis_scenes`). */
function pythonPath(packageFolder: string): string {
  return [packageFolder, path.resolve(packageFolder, '..', '..', 'scenes', 'src')].join(path.delimiter);
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
