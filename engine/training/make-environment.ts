import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SetupStep, TrainerBuild } from '../../core/training/trainer-environment.ts';
import { findUv, programOf } from './find-uv.ts';
import { runTool, ToolError } from './run-tool.ts';
import { type InstallStep, installSteps } from './setup-steps.ts';

/** Where the parts of a trainer's environment lie, in the user's data folder. */
export interface EnvironmentPlaces {
  readonly home: string;
  readonly environment: string;
  readonly uv: string;
  readonly python: string;
  readonly cache: string;
  /** Written when everything is there: what was installed. */
  readonly ready: string;
  /** Written when a set-up failed: the end of its log. */
  readonly failed: string;
}

export function environmentPlaces(dataFolder: string): EnvironmentPlaces {
  const home = path.join(dataFolder, 'trainer');
  const environment = path.join(home, 'environment');
  return {
    home,
    environment,
    uv: path.join(home, 'uv'),
    python: programOf(environment, 'python'),
    cache: path.join(home, 'cache'),
    ready: path.join(home, 'ready.json'),
    failed: path.join(home, 'failed.json'),
  };
}

/** What `uv` is told by its environment: what the app fetches it can also remove; a user's own settings (mirrors, proxies) hold. */
export function uvSettings(places: EnvironmentPlaces): Readonly<Record<string, string | undefined>> {
  return {
    UV_CACHE_DIR: process.env.UV_CACHE_DIR ?? places.cache,
    UV_PYTHON_INSTALL_DIR: process.env.UV_PYTHON_INSTALL_DIR ?? path.join(places.home, 'python'),
    UV_HTTP_TIMEOUT: process.env.UV_HTTP_TIMEOUT ?? '120',
    VIRTUAL_ENV: undefined,
    NO_COLOR: '1',
  };
}

/** The locks that come with the Python package. */
export async function readLocks(
  packageFolder: string,
): Promise<{ readonly plain: string; readonly gpu: string }> {
  const folder = path.dirname(packageFolder);
  const [plain, gpu] = await Promise.all(
    ['requirements.txt', 'requirements-gpu.txt'].map((name) => readFile(path.join(folder, name), 'utf8')),
  );
  return { plain: plain ?? '', gpu: gpu ?? '' };
}

/** What importing everything once tells: libraries that lack others of the system's are found now, not in a run. */
const IMPORT_ALL = 'import torch, torchvision, transformers, accelerate, peft, PIL, onnxruntime';

export interface MakingOptions {
  readonly places: EnvironmentPlaces;
  readonly packageFolder: string;
  readonly build: TrainerBuild;
  readonly tell: (step: SetupStep, detail: string) => void;
  /** Before a step is done in its other way, which takes more room. What it throws ends the set-up. */
  readonly otherwise: () => void;
  readonly signal: AbortSignal;
  /** Left out in tests, whose environment is empty. */
  readonly check?: string;
}

/**
 * Makes the environment, or goes on where it was cut off: what `uv` has in its cache is not fetched again. Throws ToolError, TRAINER_SETUP, or the
 * signal's reason.
 */
export async function makeEnvironment(options: MakingOptions): Promise<void> {
  const { places, packageFolder, build, tell, otherwise, signal, check = IMPORT_ALL } = options;
  await mkdir(places.home, { recursive: true });
  await rm(places.failed, { force: true });
  const onLine = (step: SetupStep) => (line: string) => tell(step, line);
  tell('uv', 'Looks for uv');
  const uv = await findUv(places.uv, onLine('uv'), signal);
  const environment = uvSettings(places);
  tell('python', 'Looks for Python');
  const venv = ['venv', '--allow-existing', '--python', '>=3.11', places.environment];
  await runTool(uv, venv, { environment, signal, onLine: onLine('python') });
  tell('packages', 'Chooses packages');
  const install = async (step: InstallStep): Promise<void> => {
    const file = path.join(places.home, 'requirements.txt');
    if (step.requirements !== undefined) await writeFile(file, step.requirements);
    const given = step.arguments.map((one) => (one === '{requirements}' ? file : one));
    try {
      // Compiled once: where Python is told to write no bytecode, each job would compile torch and transformers anew, for six seconds.
      const program = ['pip', 'install', '--compile-bytecode', '--python', places.python, ...given];
      await runTool(uv, program, { environment, signal, onLine: onLine('packages') });
    } catch (thrown) {
      if (!(thrown instanceof ToolError) || step.orElse === undefined) throw thrown;
      otherwise();
      for (const other of step.orElse) await install(other);
    }
  };
  for (const step of installSteps(build, process.platform, await readLocks(packageFolder)))
    await install(step);
  tell('checking', 'Loads everything once');
  await runTool(places.python, ['-I', '-c', check], { signal, onLine: onLine('checking') });
  // Where the disk knows hard links the environment's files are the cache's: removing it frees what is there twice, and no more.
  if (process.env.UV_CACHE_DIR === undefined) await rm(places.cache, { recursive: true, force: true });
}
