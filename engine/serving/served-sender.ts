import type { SendChat } from '../captioners/endpoint/endpoint-client.ts';
import type { ServerDesk } from './server-desk.ts';

/** What captioners ask of the servers that the app runs. */
export type ServedModels = Pick<ServerDesk, 'endpoints' | 'use' | 'fault'>;

/** Sends through a server that the app runs: it is started where it was stopped meanwhile, and counts as in use while it answers. */
export function servedSender(
  servers: ServedModels,
  name: string,
  connect: () => Promise<SendChat>,
): SendChat {
  return async (body, signal) => {
    const letGo = await servers.use(name, signal);
    try {
      const send = await connect();
      return await send(body, signal);
    } finally {
      letGo();
    }
  };
}
