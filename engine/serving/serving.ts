import type { EngineHost } from '../engine-host.ts';
import { steadyNow } from '../steady-clock.ts';
import type { Trainer } from '../training/trainer.ts';
import { ServerDesk } from './server-desk.ts';
import { createServingPackages, type ServingPackages } from './serving-packages.ts';

/** All that serves models by processes of the app. */
export interface Serving {
  readonly desk: ServerDesk;
  readonly packages: ServingPackages;
}

/** Nothing is started or looked for until it is asked for. */
export function createServing(
  { dataFolder }: Pick<EngineHost, 'dataFolder'>,
  { environments, packageFolder, queue }: Trainer,
  environment: Readonly<Record<string, string | undefined>>,
): Serving {
  const packages = createServingPackages({ trainer: environments, dataFolder, packageFolder, environment });
  const desk = new ServerDesk({
    dataFolder,
    trainer: environments,
    packages,
    queue,
    environment,
    now: steadyNow,
  });
  return { desk, packages };
}
