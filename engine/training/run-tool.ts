import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** Lines of output that are kept for a tool that fails. */
const KEPT = 40;

/** A tool that ended badly. */
export class ToolError extends Error {
  /** End of what it wrote. */
  readonly log: readonly string[];

  constructor(program: string, log: readonly string[]) {
    super(`${program} failed`);
    this.log = log;
  }
}

/** Runs a tool to its end and tells each line as it comes. Throws ToolError; when the signal aborts, asks it to end (SIGTERM) and throws the signal's reason. */
export async function runTool(
  program: string,
  given: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly onLine?: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const { environment, onLine, signal } = options;
  signal.throwIfAborted();
  const child = spawn(program, [...given], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  let log: string[] = [];
  let output = '';
  const hear = (isOutput: boolean) => (text: string) => {
    if (isOutput) output = (output + text).slice(-1_000_000);
    for (const line of stripVTControlCharacters(text).split(/[\r\n]+/)) {
      if (line.trim() === '') continue;
      log = [...log, line.slice(0, 500)].slice(-KEPT);
      onLine?.(line.trim());
    }
  };
  child.stdout.setEncoding('utf8').on('data', hear(true));
  child.stderr.setEncoding('utf8').on('data', hear(false));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new ToolError(program, log);
    return output;
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof ToolError ? thrown : new ToolError(program, [String(thrown)]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
