import path from 'node:path';
import type { EngineHost } from '../engine-host.ts';
import { DeviceQueue } from './device-queue.ts';
import { createTrainerEnvironments, type TrainerEnvironments } from './trainer-environments.ts';

/** What all projects share of the trainer. */
export interface Trainer {
  readonly environments: TrainerEnvironments;
  readonly queue: DeviceQueue;
  /** Folder that holds the Python package. */
  readonly packageFolder: string;
  close(): void;
}

/** Nothing is started, made or looked for until it is asked for. */
export function createTrainer(
  { assetsFolder, dataFolder }: Pick<EngineHost, 'assetsFolder' | 'dataFolder'>,
  environment: Readonly<Record<string, string | undefined>>,
): Trainer {
  const packageFolder = path.join(path.dirname(assetsFolder), 'trainer', 'src');
  const environments = createTrainerEnvironments({ environment, dataFolder, packageFolder });
  const queue = new DeviceQueue(path.join(dataFolder, 'trainer', 'queue.sqlite'));
  return {
    environments,
    queue,
    packageFolder,
    close: () => queue.close(),
  };
}
