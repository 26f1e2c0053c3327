import { setTimeout as pause } from 'node:timers/promises';
import type { DeviceKind, DeviceQueue } from './device-queue.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** Pause between two looks at the queue, milliseconds. */
const LOOK_MS = 250;

/** Devices that were waited for. */
export interface DevicePlace {
  /** Their numbers. */
  readonly devices: readonly number[];
  /** From now on they are this process's, for as long as it lives. */
  handOver(identity: ProcessIdentity): void;
  leave(): void;
}

/** Stands in line for devices and waits until they are free. The place is given up when the signal aborts. Throws the signal's reason. */
export async function takeDevices(
  queue: DeviceQueue,
  wanted: {
    /** Whose place it is. */
    readonly folder: string;
    readonly kind: DeviceKind;
    readonly count: number;
    /** How many of the kind there are. */
    readonly available: number;
  },
  signal: AbortSignal,
): Promise<DevicePlace> {
  const ticket = queue.enter(wanted.folder, wanted.kind, wanted.count);
  try {
    let devices = queue.take(ticket, wanted.available);
    while (devices === undefined) {
      // It keeps the process alive: on the command line nothing else does.
      await pause(LOOK_MS, undefined, { signal });
      devices = queue.take(ticket, wanted.available);
    }
    signal.throwIfAborted();
    return {
      devices,
      handOver: (identity) => queue.handOver(ticket, identity),
      leave: () => queue.leave(ticket),
    };
  } catch (thrown) {
    queue.leave(ticket);
    signal.throwIfAborted();
    throw thrown;
  }
}
