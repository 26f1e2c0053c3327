import { UserError } from '../../core/errors.ts';
import type { TrainSpec } from '../../core/training/train-spec.ts';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import type { DeviceKind, DeviceQueue } from './device-queue.ts';
import type { JobFolder } from './job-folder.ts';
import { startJob } from './start-job.ts';
import { takeDevices } from './take-devices.ts';

export type ReadyEnvironment = Extract<TrainerEnvironment, { readonly state: 'ready' }>;

/** What a launch needs of this computer. */
export interface LaunchParts {
  readonly environment: ReadyEnvironment;
  /** Folder that holds the Python package. */
  readonly packageFolder: string;
  readonly queue: DeviceQueue;
  readonly now: () => number;
}

/** The kind of device that a spec means on this computer, and how many of it there are. Throws TRAINER_FAILED where it is not there. */
export function chooseDevice(
  wanted: TrainSpec['hardware']['device'],
  { devices }: Pick<ReadyEnvironment, 'devices'>,
): { readonly kind: DeviceKind; readonly available: number } {
  const kind = wanted === 'auto' ? (devices[0]?.kind ?? 'cpu') : wanted;
  const available = devices.filter((device) => device.kind === kind).length;
  if (available > 0) return { kind, available };
  throw new UserError(
    'TRAINER_FAILED',
    `This computer has no ${kind.toUpperCase()} device that the trainer can use.`,
    {
      remedy: 'Choose another device on the node.',
    },
  );
}

/** Waits until the job's devices are free, then starts it. The place in the queue is given up when the signal aborts. */
export async function launchWhenFree(
  folder: JobFolder,
  { hardware }: TrainSpec,
  processes: number,
  { environment, packageFolder, queue, now }: LaunchParts,
  signal: AbortSignal,
): Promise<void> {
  const { kind, available } = chooseDevice(hardware.device, environment);
  const wanted = { folder: folder.path, kind, count: kind === 'cpu' ? 1 : processes, available };
  const place = await takeDevices(queue, wanted, signal);
  try {
    const { python } = environment;
    const { devices } = place;
    const identity = await startJob(folder, { python, packageFolder, kind, devices, processes, now });
    if (identity) place.handOver(identity);
    else place.leave();
  } catch (thrown) {
    place.leave();
    signal.throwIfAborted();
    throw thrown;
  }
}
