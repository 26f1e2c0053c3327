import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadLog, LoadOptions } from './load-server.ts';

const PROGRAM = fileURLToPath(new URL('./load-server.ts', import.meta.url));

/** The waiting endpoint, as its parent sees it. */
export interface LoadServer {
  /** With `/v1`. */
  readonly url: string;
  /** What it has seen; ends it. */
  end(): Promise<LoadLog>;
}

export async function startLoadServer(options: LoadOptions): Promise<LoadServer> {
  const child = fork(PROGRAM, [], { serialization: 'advanced' });
  child.send(options);
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    url: `http://127.0.0.1:${port}/v1`,
    end: async () => {
      child.send('log');
      const [log] = (await once(child, 'message')) as [LoadLog];
      child.disconnect();
      return log;
    },
  };
}
