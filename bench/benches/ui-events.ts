import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createNodeHost } from '../../engine/cli/node-host.ts';
import { createRouter } from '../../engine/rpc/router.ts';
import { startWebServer, type WebServer } from '../../engine/server/web-server.ts';
import { assembleProject } from '../../engine/session/assemble-project.ts';
import { EngineSession } from '../../engine/session/engine-session.ts';
import { createProject } from '../../engine/store/open-project.ts';
import { defineBench } from '../define-bench.ts';
import { checked, replayFlow, syntheticLibrary, syntheticParts } from '../flow/synthetic-project.ts';
import type { Watched, WatchTask } from '../ui/watching-client.ts';

/** What a window is sent while the 200k flow runs, counted at its end of the real WebSocket [RUN13]. */
export const bench = defineBench({
  name: 'ui-events',
  title: 'Events to the interface during the 200k run',
  sizes: { full: { samples: 200_000 }, quick: { samples: 1_500 } },
  // A count, not a time: the same from run to run.
  rounds: 2,
  parts: {
    events: ({ size, folder }) => watchRun(join(folder, 'events'), size.samples, false),
    screen: ({ size, folder }) => watchRun(join(folder, 'screen'), size.samples, true),
  },
  figures: [
    {
      name: 'events-per-second',
      title: 'UI events during the 200k run',
      against: '–',
      unit: '/s',
      better: 'lower',
      target: 20,
      of: ({ events }) => events.messagesPerSecond,
    },
    {
      name: 'kilobytes-per-second',
      title: 'the same, kilobytes',
      against: '–',
      unit: 'KB/s',
      better: 'lower',
      target: 50,
      of: ({ events }) => events.kilobytesPerSecond,
    },
    {
      name: 'screen-kilobytes-per-second',
      title: 'with all that a window asks for by itself (latest captions, problems)',
      against: '–',
      unit: 'KB/s',
      better: 'lower',
      of: ({ screen }) => screen.kilobytesPerSecond,
    },
  ],
});

/** Nothing is sent to anybody here. */
const NO_PROVIDERS = {} as Parameters<typeof assembleProject>[2];
const NO_TRAINER = {} as Parameters<typeof assembleProject>[3];

async function watchRun(folder: string, samples: number, asksForLists: boolean) {
  const session = await openSession(folder, samples);
  const server = await serve(session, folder);
  try {
    const client = await startClient({ port: server.port, cookie: await cookieOf(server), asksForLists });
    const run = await session.requireProject().startRun({});
    checked(await run.finished);
    const { messages, bytes, seconds } = await client.counted;
    return { messagesPerSecond: messages / seconds, kilobytesPerSecond: bytes / 1000 / seconds, seconds };
  } finally {
    await session.shutDown();
    await server.close();
  }
}

async function openSession(folder: string, samples: number): Promise<EngineSession> {
  mkdirSync(folder);
  const path = join(folder, 'flow.ekp');
  await createProject(path, { name: 'Bench', flow: replayFlow(samples) }).close();
  const library = syntheticLibrary();
  const session = new EngineSession({
    host: createNodeHost('web', { EKPHRASIS_DATA: folder }),
    library,
    assemble: (store) => {
      const { captioners, images } = syntheticParts(store);
      const parts = { library, captioners, environment: {} } as Parameters<typeof assembleProject>[1];
      return { ...assembleProject(store, parts, NO_PROVIDERS, NO_TRAINER), images };
    },
    projectsFolder: async () => folder,
  });
  await session.open(path);
  return session;
}

/** The app's own server; what no client asks for here (settings, captioners, served models, pictures) is not there. */
function serve(session: EngineSession, folder: string): Promise<WebServer> {
  const services = { session, settings: {}, serving: {}, captioners: { endpoints: {}, models: {} } };
  const router = createRouter(services as unknown as Parameters<typeof createRouter>[0]);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Bench</title>');
  const pictures = {} as Parameters<typeof startWebServer>[0]['pictures'];
  return startWebServer(
    { router, pictures, dropFolder: async () => folder },
    { port: 0, interfaceFolder: folder },
  );
}

/** The token of the printed address, exchanged as a browser does it [SRV1]. */
async function cookieOf({ url }: WebServer): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Resolves when the client listens; what it counts comes later. */
async function startClient(task: WatchTask): Promise<{ readonly counted: Promise<Watched> }> {
  const worker = new Worker(new URL('../ui/watching-client.ts', import.meta.url), { workerData: task });
  await once(worker, 'message');
  return { counted: once(worker, 'message').then(([watched]) => watched as Watched) };
}
