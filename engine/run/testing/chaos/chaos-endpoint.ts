import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromEndpoint } from './endpoint-process.ts';

const PROGRAM = fileURLToPath(new URL('./endpoint-process.ts', import.meta.url));

/** The log of an endpoint that runs in a process of its own. */
export interface ChaosEndpoint {
  readonly url: string;
  /** Requests that a provider would bill, in the order in which they came. */
  readonly paid: readonly string[];
  /** Resolves when so many more requests have come, billed or not. */
  after(requests: number): Promise<void>;
  close(): void;
}

export async function startChaosEndpoint(): Promise<ChaosEndpoint> {
  const child: ChildProcess = fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const paid: string[] = [];
  const waiting: { left: number; readonly resolve: () => void }[] = [];
  const [first] = (await once(child, 'message')) as [FromEndpoint];
  if (first.kind !== 'listening') throw new Error('The endpoint did not start.');
  child.on('message', (message: FromEndpoint) => {
    if (message.kind !== 'request') return;
    if (message.paid) paid.push(message.identity);
    for (const one of waiting) {
      one.left -= 1;
      if (one.left <= 0) one.resolve();
    }
  });
  return {
    url: first.url,
    paid,
    after: (requests) =>
      new Promise((resolve) => {
        waiting.push({ left: requests, resolve });
      }),
    close: () => void child.kill('SIGKILL'),
  };
}
