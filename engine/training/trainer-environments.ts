import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { toCodedError, UserError } from '../../core/errors.ts';
import type {
  TrainerBuild,
  TrainerEnvironment,
  TrainerSize,
} from '../../core/training/trainer-environment.ts';
import { isThere } from '../files/is-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import { takeLock } from '../store/project-lock.ts';
import { freeBytes } from './check-training.ts';
import { chooseBuild, sizeOfBuild } from './choose-build.ts';
import { detectGpus, type Gpu } from './detect-gpus.ts';
import { folderSize } from './folder-size.ts';
import { inspectPython } from './inspect-python.ts';
import { environmentPlaces, makeEnvironment, readLocks } from './make-environment.ts';
import { ToolError } from './run-tool.ts';
import { watchValue } from './watch-value.ts';

/** Names an interpreter that has everything; the app then neither makes nor removes an environment. */
export const NAMED_PYTHON = 'EKPHRASIS_TRAINER_PYTHON';
const LOOK_MS = 500;
/** Pause between two looks at how much is on the disk, milliseconds: it is a walk over tens of thousands of files. */
const MEASURE_MS = 3000;

/** The trainer's Python environment: one for all projects of this user. */
export interface TrainerEnvironments {
  get(): Promise<TrainerEnvironment>;
  watch(signal: AbortSignal | undefined): AsyncGenerator<TrainerEnvironment, void, void>;
  /** Begins, or goes on where it was cut off; resolves at once. Throws USAGE, TRAINER_SETUP. */
  setUp(): Promise<void>;
  /** What was fetched stays for the next time. */
  cancel(): Promise<void>;
  remove(): Promise<void>;
}

export interface TrainerEnvironmentsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dataFolder: string;
  /** Folder that holds the Python package; its locks lie beside it. */
  readonly packageFolder: string;
  readonly inspect?: typeof inspectPython;
  readonly gpus?: () => Promise<readonly Gpu[]>;
  readonly check?: string;
}

const readySchema = z.object({
  /** SHA-256 of the locks that it was made from. */
  lock: z.string(),
  build: z.enum(['cpu', 'cuda']),
  diskBytes: z.number(),
});
const failedSchema = z.object({ message: z.string(), remedy: z.string(), log: z.array(z.string()) });

type Making = Extract<TrainerEnvironment, { readonly state: 'making' }>;

/** Nothing is looked for until somebody asks. */
export function createTrainerEnvironments(options: TrainerEnvironmentsOptions): TrainerEnvironments {
  const { packageFolder, inspect = inspectPython, gpus = detectGpus } = options;
  // Set to nothing is not set, as for other programs.
  const named = options.environment[NAMED_PYTHON] || undefined;
  const places = environmentPlaces(options.dataFolder);
  let known: Promise<TrainerEnvironment> | undefined;
  let making: { value: Making; readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  const get = async (): Promise<TrainerEnvironment> => {
    if (making) return making.value;
    known ??= named === undefined ? lookAtOwn() : lookAtNamed(named);
    return known;
  };
  const forget = () => {
    known = undefined;
  };

  async function lookAtNamed(python: string): Promise<TrainerEnvironment> {
    const found = await inspect(python, await gpus());
    if (found.ok) {
      const { build, versions, devices } = found;
      return { state: 'ready', origin: 'named', build, python, versions, devices };
    }
    const remedy = `Put it right, or take ${NAMED_PYTHON} out of the environment.`;
    return { state: 'broken', origin: 'named', message: found.message, remedy, log: found.log };
  }

  async function lookAtOwn(): Promise<TrainerEnvironment> {
    const [there, build] = await Promise.all([gpus(), presentBuild()]);
    const ready = await readJson(places.ready, readySchema);
    if (ready === undefined) {
      const failed = await readJson(places.failed, failedSchema);
      if (failed) return { state: 'broken', origin: 'own', ...failed };
      const isPartial = await isThere(places.home).then(
        async (is) => is && (await isThere(places.environment)),
      );
      return { state: 'absent', build, size: await sizeOf(build), isPartial };
    }
    const broken = (message: string, log: readonly string[] = []): TrainerEnvironment => {
      const remedy = 'Set it up again: only what has changed is fetched.';
      return { state: 'broken', origin: 'own', message, remedy, log };
    };
    if (ready.lock !== (await lockDigest()))
      return broken('The trainer was set up by another version of the app.');
    const found = await inspect(places.python, there);
    if (!found.ok) return broken(found.message, found.log);
    const { versions, devices } = found;
    const { diskBytes } = ready;
    return {
      state: 'ready',
      origin: 'own',
      build: found.build,
      python: places.python,
      versions,
      devices,
      diskBytes,
    };
  }

  async function presentBuild(): Promise<TrainerBuild> {
    return chooseBuild(await gpus(), process.platform);
  }

  async function sizeOf(build: TrainerBuild) {
    const free = await freeBytes(places.home);
    return { ...sizeOfBuild(build, process.platform), ...(free !== undefined && { freeBytes: free }) };
  }

  async function lockDigest(): Promise<string> {
    const { plain, gpu } = await readLocks(packageFolder);
    return createHash('sha256').update(plain).update(gpu).digest('hex');
  }

  async function make(build: TrainerBuild, abort: AbortController, tell: (changes: Partial<Making>) => void) {
    const measure = setInterval(async () => {
      const sizes = await Promise.all([folderSize(places.cache), folderSize(places.environment)]);
      tell({ doneBytes: Math.max(...sizes) });
    }, MEASURE_MS);
    try {
      await makeEnvironment({
        places,
        packageFolder,
        build,
        signal: abort.signal,
        tell: (step, detail) => tell({ step, detail }),
        otherwise: () => {
          const { withoutIndex, ...size } = making?.value.size ?? {};
          if (withoutIndex === undefined) return;
          refuseTooLittle({ ...size, ...withoutIndex });
          tell({ size: { ...size, ...withoutIndex } });
        },
        ...(options.check !== undefined && { check: options.check }),
      });
      const diskBytes = await folderSize(places.environment);
      const ready = { lock: await lockDigest(), build, diskBytes };
      await replaceFile(places.ready, [JSON.stringify(ready)]);
    } catch (thrown) {
      if (!abort.signal.aborted) await replaceFile(places.failed, [JSON.stringify(failureOf(thrown))]);
    } finally {
      clearInterval(measure);
    }
  }

  return {
    get,
    watch: (signal) => watchValue(get, LOOK_MS, signal ?? new AbortController().signal),
    setUp: async () => {
      if (named !== undefined)
        throw new UserError('USAGE', `The trainer is the one that ${NAMED_PYTHON} names.`, {
          remedy: 'Take it out of the environment to have one of the app’s own.',
        });
      if (making) return;
      const build = await presentBuild();
      const size = await sizeOf(build);
      refuseTooLittle(size);
      const lock = await lockHome(places.home);
      const abort = new AbortController();
      const value: Making = {
        state: 'making',
        build,
        size,
        step: 'uv',
        detail: '',
        doneBytes: 0,
        startedAt: Date.now(),
      };
      const tell = (changes: Partial<Making>) => {
        if (making) making.value = { ...making.value, ...changes };
      };
      const ended = make(build, abort, tell).finally(() => {
        lock.release();
        making = undefined;
        forget();
      });
      making = { value, abort, ended };
    },
    cancel: async () => {
      making?.abort.abort(new UserError('CANCELLED', 'The set-up was cancelled.'));
      await making?.ended;
    },
    remove: async () => {
      making?.abort.abort(new UserError('CANCELLED', 'The set-up was cancelled.'));
      await making?.ended;
      // First what says that all is there, so that a removal that is cut off leaves nothing that looks whole.
      for (const place of [places.ready, places.failed, places.environment, places.cache, places.uv])
        await rm(place, { recursive: true, force: true });
      await rm(path.join(places.home, 'python'), { recursive: true, force: true });
      forget();
    },
  };
}

function refuseTooLittle({ diskBytes, freeBytes }: TrainerSize): void {
  if (freeBytes === undefined || freeBytes >= diskBytes) return;
  const message = `The trainer needs ${gigabytes(diskBytes)}, and ${gigabytes(freeBytes)} are free.`;
  throw new UserError('DISK_FULL', message, { remedy: 'Make room, then set up again.' });
}

/** One process makes it at a time. */
async function lockHome(home: string) {
  await replaceFile(path.join(home, '.keep'), ['']);
  const lock = takeLock(path.join(home, 'setup'));
  if (typeof lock !== 'string') return lock;
  throw lock === 'held'
    ? new UserError('TRAINER_SETUP', 'Another window or process is setting the trainer up.', {
        remedy: 'Wait until it is done.',
      })
    : new UserError('FILE_UNWRITABLE', `“${home}” cannot be written.`, {
        remedy: 'Give yourself the right to write there.',
      });
}

function failureOf(thrown: unknown): z.output<typeof failedSchema> {
  if (thrown instanceof ToolError)
    return {
      message: `The trainer could not be set up: ${thrown.log.at(-1) ?? thrown.message}`,
      remedy:
        'Check the network connection and the room on the disk, then set up again: it goes on where it stopped.',
      log: [...thrown.log],
    };
  const { message, details } = toCodedError(thrown);
  return { message, remedy: details.remedy ?? 'Set up again.', log: [] };
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Not there, or not written by us.
    return undefined;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
