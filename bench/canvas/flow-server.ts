import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeHost } from '../../engine/cli/node-host.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { startWebServer } from '../../engine/server/web-server.ts';
import { createProject } from '../../engine/store/open-project.ts';
import { largeFlow } from './large-flow.ts';
import { syntheticRun } from './synthetic-run.ts';

/*
 * `ekphrasis serve` on a large flow, in a process of its own: engine, router and server are the app's. Its parent may have a run's progress
 * published, which then goes the way of every run: through the router and over the WebSocket.
 */

const INTERFACE = fileURLToPath(new URL('../../dist/renderer/', import.meta.url));
/** As often as an engine tells [RUN13]. */
const STEP_MS = 100;
/** A run whose counts stand is told again so often, for windows that have come in between. */
const STILL_MS = 1000;
const MAX_STEPS = 500;

/** What the parent tells first. */
export interface FlowServerTask {
  readonly chains: number;
  /** Empty folder for project and settings. Absolute. */
  readonly folder: string;
}

/** What it is told then: a run in which so many nodes are under way, from now on. 0 ends the run's progress. */
export interface Publish {
  readonly moving: number;
  /** Counts that stand: the peer of counts that move. */
  readonly still: boolean;
}

/** What the parent is answered. */
export interface FlowServerAnswer {
  /** With the token. */
  readonly url: string;
  /** Absolute path of the project. */
  readonly project: string;
}

async function serve({ chains, folder }: FlowServerTask): Promise<FlowServerAnswer> {
  const project = join(folder, 'large.ekp');
  const flow = largeFlow(chains, folder);
  await createProject(project, { name: 'Large', flow }).close();
  const engine = await createEngine(createNodeHost('web', { EKPHRASIS_DATA: folder }), {});
  const server = await startWebServer(engine, { port: 0, interfaceFolder: INTERFACE });
  await engine.session.open(project);
  let timer: NodeJS.Timeout | undefined;
  let step = 0;
  process.on('message', ({ moving, still }: Publish) => {
    clearInterval(timer);
    if (moving === 0) return;
    const publish = () => {
      if (!still || step === 0) step = (step % MAX_STEPS) + 1;
      engine.session.events.publish({ kind: 'run', run: syntheticRun(flow, moving, step) });
    };
    timer = setInterval(publish, still ? STILL_MS : STEP_MS);
  });
  process.once('disconnect', () => process.exit());
  return { url: server.url, project };
}

process.once('message', async (task: FlowServerTask) => process.send?.(await serve(task)));
