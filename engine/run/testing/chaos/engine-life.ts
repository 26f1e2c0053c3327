import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../../bin/ekphrasis.mjs', import.meta.url));

/** A folder with a project of the chaos flow in it, and the environment that the engine is started with. */
export interface ChaosProject {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How a process of the engine ended; `code` is null where it was killed. */
export interface EngineLife {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the real program in a process of its own, and kills it (`kill -9`) as soon as `until` resolves, if it is still there. */
export async function runEngine(
  { folder, environment }: ChaosProject,
  argv: readonly string[],
  until?: (signal: AbortSignal) => Promise<unknown>,
): Promise<EngineLife> {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.withResolvers<number | null>();
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.once('error', ended.reject);
  child.once('close', (code) => ended.resolve(code));
  const over = new AbortController();
  void until?.(over.signal).then(
    () => child.kill('SIGKILL'),
    // The process ended first: there is nothing left to kill.
    () => undefined,
  );
  try {
    const code = await ended.promise;
    return { code, out, err };
  } finally {
    over.abort();
  }
}
