import { createServer } from 'node:net';
import { LOOPBACK } from './server-command.ts';

/** A port of the loopback address that is free now: `wanted`, where that is one. */
export async function freePort(wanted?: number): Promise<number> {
  const found = await listenOnce(wanted ?? 0);
  if (found !== undefined) return found;
  const other = await listenOnce(0);
  if (other === undefined) throw new Error('No port of this computer is free.');
  return other;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(got));
    });
  });
}
