import type { ServerProgram, ServerSettings } from '../../core/serving/managed-server.ts';
import type { DeviceKind, DeviceQueue } from '../training/device-queue.ts';
import { chooseDevice, type ReadyEnvironment } from '../training/launch-when-free.ts';
import type { ProcessIdentity } from '../training/process-identity.ts';
import { type DevicePlace, takeDevices } from '../training/take-devices.ts';
import { freePort } from './free-port.ts';
import type { ServerFacts, ServerFolder, ServerProcess } from './server-folder.ts';
import { startProcess } from './server-process.ts';

/** What a launch needs of this computer. */
export interface LaunchParts {
  readonly queue: DeviceQueue;
  /** Throws TRAINER_MISSING. */
  readonly environment: () => Promise<ReadyEnvironment>;
  /** Which program serves on such a device, and where it lies. Throws SERVER_MISSING. */
  readonly program: (
    wanted: ServerSettings['program'],
    kind: DeviceKind,
  ) => Promise<{ readonly program: ServerProgram; readonly executable: string }>;
  /** This app. */
  readonly me: ProcessIdentity;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The first device, without a place in the queue. */
const NO_PLACE: DevicePlace = { devices: [0], handOver: () => undefined, leave: () => undefined };

/**
 * Waits for the server's device, unless it may run beside training jobs [SERVE6], and starts its process, which then holds the place. `onStep` is told what
 * comes next. Undefined where the process ended at once. Throws as `LaunchParts` does, SERVER_FAILED, and the signal's reason.
 */
export async function launchServer(
  folder: ServerFolder,
  facts: ServerFacts,
  { queue, environment, program: choose, me, now }: LaunchParts,
  signal: AbortSignal,
  onStep: (step: 'waiting' | 'starting') => void,
): Promise<ServerProcess | undefined> {
  const { settings, key } = facts;
  const { kind, available } = chooseDevice(settings.device, await environment());
  const { program, executable } = await choose(settings.program, kind);
  onStep('waiting');
  const wanted = { folder: folder.path, kind, count: 1, available };
  const place = settings.besideTraining ? NO_PLACE : await takeDevices(queue, wanted, signal);
  try {
    onStep('starting');
    const port = await freePort(facts.port);
    await folder.linkModel(facts.folder);
    signal.throwIfAborted();
    const { devices } = place;
    const launch = { program, executable, model: folder.name, kind, devices, port, key };
    const identity = await startProcess(folder, launch);
    if (identity === undefined) {
      place.leave();
      return undefined;
    }
    place.handOver(identity);
    const started = { process: identity, owner: me, program, device: kind, port, startedAt: now() };
    await folder.writeProcess(started);
    return started;
  } catch (thrown) {
    place.leave();
    throw thrown;
  }
}
