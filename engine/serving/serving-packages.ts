import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { ServingEnvironment } from '../../core/serving/managed-server.ts';
import { findUv } from '../training/find-uv.ts';
import { environmentPlaces, uvSettings } from '../training/make-environment.ts';
import { runTool, ToolError } from '../training/run-tool.ts';
import { addedBy } from '../training/setup-steps.ts';
import type { TrainerEnvironments } from '../training/trainer-environments.ts';
import { watchValue } from '../training/watch-value.ts';
import { findVllm } from './choose-program.ts';

const run = promisify(execFile);
const LOOK_MS = 500;

/** What `transformers serve` imports beyond transformers (its `is_serve_available`). */
const NEEDED = ['fastapi', 'uvicorn', 'openai', 'pydantic'];
const SCRIPT = `import importlib.util as u, json; print(json.dumps([n for n in ${JSON.stringify(NEEDED)} if u.find_spec(n) is None]))`;

/** Of all that the extra `serve` adds to the trainer's lock: 3.2 and 13.0 MB were measured with its versions, and are rounded up. */
const SIZE = { downloadBytes: 4e6, diskBytes: 20e6 };

/** What serving needs beyond the trainer's environment, and how it comes there. */
export interface ServingPackages {
  get(): Promise<ServingEnvironment>;
  watch(signal: AbortSignal | undefined): AsyncGenerator<ServingEnvironment, void, void>;
  /** Begins; resolves at once. Throws USAGE where the trainer is not set up, or is an interpreter of the user's. */
  setUp(): Promise<void>;
  cancel(): Promise<void>;
}

export interface ServingPackagesOptions {
  readonly trainer: Pick<TrainerEnvironments, 'get'>;
  readonly dataFolder: string;
  /** Folder that holds the trainer's Python package; its locks lie beside it. */
  readonly packageFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Nothing is looked for until somebody asks. */
export function createServingPackages(options: ServingPackagesOptions): ServingPackages {
  const { trainer, environment } = options;
  let known: { readonly python: string; readonly missing: readonly string[] } | undefined;
  let failed: Extract<ServingEnvironment, { readonly state: 'broken' }> | undefined;
  let making: { detail: string; readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  async function missingIn(python: string): Promise<readonly string[]> {
    if (known?.python !== python) {
      const { stdout } = await run(python, ['-I', '-c', SCRIPT], { timeout: 60_000, windowsHide: true });
      known = { python, missing: z.array(z.string()).parse(JSON.parse(stdout)) };
    }
    return known.missing;
  }

  async function get(): Promise<ServingEnvironment> {
    if (making) return { state: 'making', detail: making.detail };
    if (failed) return failed;
    const [ready, vllm] = await Promise.all([trainer.get(), findVllm(environment)]);
    if (ready.state !== 'ready') return { state: 'no-trainer' };
    const missing = await missingIn(ready.python);
    if (missing.length === 0)
      return { state: 'ready', programs: vllm === undefined ? ['transformers'] : ['vllm', 'transformers'] };
    return { state: 'absent', missing, ...SIZE, canSetUp: ready.origin === 'own' };
  }

  async function install(
    python: string,
    abort: AbortController,
    tell: (detail: string) => void,
  ): Promise<void> {
    const { signal } = abort;
    const places = environmentPlaces(options.dataFolder);
    const scratch = await mkdtemp(path.join(tmpdir(), 'ekphrasis-serve-'));
    try {
      const uv = await findUv(places.uv, tell, signal);
      const file = path.join(scratch, 'requirements.txt');
      await writeFile(file, await servingLock(options.packageFolder));
      const given = ['pip', 'install', '--python', python, '--require-hashes', '--no-deps', '-r', file];
      await runTool(uv, given, { environment: uvSettings(places), signal, onLine: tell });
      await runTool(python, ['-I', '-c', `import ${NEEDED.join(', ')}`], { signal, onLine: tell });
    } catch (thrown) {
      if (!signal.aborted) failed = failureOf(thrown);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  return {
    get,
    watch: (signal) => watchValue(get, LOOK_MS, signal ?? new AbortController().signal),
    setUp: async () => {
      if (making) return;
      const ready = await trainer.get();
      if (ready.state !== 'ready' || ready.origin !== 'own')
        throw new UserError('USAGE', 'Serving is set up within the trainer that the app has made.', {
          remedy:
            ready.state === 'ready'
              ? 'Install transformers[serving] into the Python that is named.'
              : 'Set up the trainer first.',
          ...(ready.state !== 'ready' && { fix: 'set-up-trainer' as const }),
        });
      failed = undefined;
      const abort = new AbortController();
      const tell = (detail: string) => {
        if (making) making.detail = detail;
      };
      const ended = install(ready.python, abort, tell).finally(() => {
        making = undefined;
        known = undefined;
      });
      making = { detail: 'Looks for uv', abort, ended };
    },
    cancel: async () => {
      making?.abort.abort(new UserError('CANCELLED', 'The set-up was cancelled.'));
      await making?.ended;
    },
  };
}

/** Why nothing can be served, with the button that puts it right. */
export function servingMissing(
  environment: Exclude<ServingEnvironment, { readonly state: 'ready' }>,
): UserError {
  switch (environment.state) {
    case 'no-trainer':
      return new UserError(
        'SERVER_MISSING',
        'The trainer, which serves models, is not set up on this computer.',
        {
          remedy: 'Set it up, then serve the model.',
          fix: 'set-up-trainer',
        },
      );
    case 'absent': {
      const { missing, canSetUp, downloadBytes } = environment;
      return new UserError(
        'SERVER_MISSING',
        `Serving needs ${missing.join(', ')}, which are not installed.`,
        {
          remedy: canSetUp
            ? `Set up serving: about ${Math.ceil(downloadBytes / 1e6)} MB.`
            : 'Install transformers[serving] into the Python that is named.',
          ...(canSetUp && { fix: 'set-up-serving' as const }),
        },
      );
    }
    case 'making':
      return new UserError('SERVER_MISSING', 'Serving is being set up.', {
        remedy: 'Wait until that is done.',
      });
    case 'broken':
      return new UserError('SERVER_MISSING', environment.message, {
        remedy: environment.remedy,
        fix: 'set-up-serving',
      });
  }
}

/** What the extra adds to the environment that is there. */
async function servingLock(packageFolder: string): Promise<string> {
  const folder = path.dirname(packageFolder);
  const [all = '', there = ''] = await Promise.all(
    ['requirements-serve.txt', 'requirements.txt'].map((name) => readFile(path.join(folder, name), 'utf8')),
  );
  return addedBy(all, there);
}

function failureOf(thrown: unknown): Extract<ServingEnvironment, { readonly state: 'broken' }> {
  const log = thrown instanceof ToolError ? [...thrown.log] : [String(thrown)];
  return {
    state: 'broken',
    message: `Serving could not be set up: ${log.at(-1) ?? 'it ended at once'}`,
    remedy: 'Check the network connection, then set up again.',
    log,
  };
}
