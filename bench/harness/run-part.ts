import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ENGINE_FLAGS } from '../../build/paths.mjs';
import type { PartAnswer, PartTask } from './part-process.ts';

const PROGRAM = fileURLToPath(new URL('./part-process.ts', import.meta.url));
/** So much of what a part printed is shown when it fails, characters. */
const SHOWN = 4000;

/** Works on a task in a process of its own, so that heaps, caches and counters of one part do not reach the next. Rejects with what it printed. */
export function runPart(
  task: PartTask,
  options: { readonly flags: readonly string[]; readonly limitSeconds: number },
): Promise<Extract<PartAnswer, { measured: unknown }>['measured']> {
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [], {
      execArgv: [...ENGINE_FLAGS, ...options.flags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    let printed = '';
    let answer: PartAnswer | undefined;
    let late = false;
    const keep = (text: string) => {
      printed = (printed + text).slice(-SHOWN);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, options.limitSeconds * 1000);
    child.on('message', (message: PartAnswer) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (answer !== undefined && 'measured' in answer) resolve(answer.measured);
      else if (late) reject(new Error(`It took longer than ${options.limitSeconds} s.`));
      else reject(new Error(`${answer?.error ?? `It ended with ${signal ?? code}.`}\n${printed}`.trim()));
    });
    child.send(task);
  });
}
