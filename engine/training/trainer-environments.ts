import { UserError } from '../../core/errors.ts';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import { chooseBuild, sizeOfBuild } from './choose-build.ts';
import { detectGpus } from './detect-gpus.ts';
import { inspectPython } from './inspect-python.ts';
import { watchValue } from './watch-value.ts';

/** Names an interpreter that has everything; the app then neither makes nor removes an environment. */
export const NAMED_PYTHON = 'EKPHRASIS_TRAINER_PYTHON';
const LOOK_MS = 500;

/** The trainer's Python environment: one for all projects of this user. */
export interface TrainerEnvironments {
  get(): Promise<TrainerEnvironment>;
  watch(signal: AbortSignal | undefined): AsyncGenerator<TrainerEnvironment, void, void>;
  /** Begins, or goes on where it was cut off; resolves at once. */
  setUp(): Promise<void>;
  cancel(): Promise<void>;
  remove(): Promise<void>;
}

export function createTrainerEnvironments(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
}): TrainerEnvironments {
  const named = options.environment[NAMED_PYTHON];
  let known: Promise<TrainerEnvironment> | undefined;

  async function look(): Promise<TrainerEnvironment> {
    const gpus = await detectGpus();
    const build = chooseBuild(gpus, process.platform);
    if (named === undefined) return { state: 'absent', build, size: sizeOfBuild(build), isPartial: false };
    const found = await inspectPython(named, gpus);
    if (!found.ok)
      return {
        state: 'broken',
        origin: 'named',
        message: found.message,
        remedy: `Put it right, or take ${NAMED_PYTHON} out of the environment.`,
        log: found.log,
      };
    const { versions, devices } = found;
    return { state: 'ready', origin: 'named', build: found.build, python: named, versions, devices };
  }

  const get = () => (known ??= look());
  return {
    get,
    watch: (signal) => watchValue(get, LOOK_MS, signal ?? new AbortController().signal),
    setUp: async () => undefined,
    cancel: async () => undefined,
    remove: async () => undefined,
  };
}

/** Why nothing can be trained, with the button that puts it right. */
export function trainerMissing(
  environment: Exclude<TrainerEnvironment, { readonly state: 'ready' }>,
): UserError {
  if (environment.state === 'broken')
    return new UserError('TRAINER_MISSING', environment.message, {
      remedy: environment.remedy,
      ...(environment.origin === 'own' && { fix: 'set-up-trainer' as const }),
    });
  if (environment.state === 'making')
    return new UserError('TRAINER_MISSING', 'The trainer is being set up.', {
      remedy: 'Wait until that is done, then run again.',
    });
  return new UserError('TRAINER_MISSING', 'The trainer is not set up on this computer.', {
    remedy: `Set it up: about ${(environment.size.diskBytes / 1e9).toFixed(1)} GB on disk.`,
    fix: 'set-up-trainer',
  });
}
