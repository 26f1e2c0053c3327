import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { runTool } from './run-tool.ts';

/** Version that is fetched where there is none. */
const UV = 'uv==0.9.7';
/** Names of Python, the newest that torch is built for first. */
const PYTHONS = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python', 'py'];

/** Program of a virtual environment. */
export function programOf(environment: string, name: string): string {
  return process.platform === 'win32'
    ? path.join(environment, 'Scripts', `${name}.exe`)
    : path.join(environment, 'bin', name);
}

/**
 * `uv`: the user's own, the one that was fetched before, or one that any Python fetches from PyPI into a small environment at `home`.
 * Throws TRAINER_SETUP where there is neither `uv` nor Python.
 */
export async function findUv(
  home: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const works = (program: string, given: readonly string[]) =>
    runTool(program, given, { signal }).then(
      () => true,
      () => {
        signal.throwIfAborted();
        return false;
      },
    );
  const own = programOf(home, 'uv');
  for (const program of ['uv', own]) if (await works(program, ['--version'])) return program;
  for (const python of PYTHONS) {
    if (!(await works(python, ['-I', '-c', 'import venv, ensurepip']))) continue;
    await runTool(python, ['-I', '-m', 'venv', home], { signal, onLine });
    const pip = ['-I', '-m', 'pip', 'install', '--disable-pip-version-check', UV];
    await runTool(programOf(home, 'python'), pip, { signal, onLine });
    return own;
  }
  throw new UserError('TRAINER_SETUP', 'Neither uv nor Python was found on this computer.', {
    remedy: 'Install Python 3.11 or newer, or uv, then set up again.',
  });
}
