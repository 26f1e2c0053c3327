import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENGINE_FLAGS } from '../../build/paths.mjs';
import type { FlowServerAnswer, FlowServerTask, Publish } from './flow-server.ts';

const PROGRAM = fileURLToPath(new URL('./flow-server.ts', import.meta.url));

/** A server on a large flow that runs until it is closed. */
export interface FlowServer extends FlowServerAnswer {
  /** Publishes a run's progress in which so many nodes are under way, and their counts move ten times a second or stand; 0 ends it. */
  publish(moving: number, counts: 'move' | 'stand'): void;
  close(): Promise<void>;
}

/** Starts it in a process of its own, as the user's engine is. */
export async function startFlowServer(task: FlowServerTask): Promise<FlowServer> {
  const child = fork(PROGRAM, [], { execArgv: ENGINE_FLAGS, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send(task);
  const answer = await firstMessage(child);
  return {
    ...answer,
    publish: (moving, counts) => child.send({ moving, still: counts === 'stand' } satisfies Publish),
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function firstMessage(child: ChildProcess): Promise<FlowServerAnswer> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The server ended with ${code}.`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined); // when it is closed later, that is no failure
  return answer as FlowServerAnswer;
}
