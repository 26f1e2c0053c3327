import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Flow } from '../core/flow.ts';
import type { Problem } from '../core/problem.ts';
import { createBatchAccess } from './captioners/batch/batch-access.ts';
import { createCaptionerService } from './captioners/create-captioner-service.ts';
import { createEndpointPools } from './captioners/endpoint/endpoint-pools.ts';
import { findServers } from './captioners/endpoint/find-servers.ts';
import { testEndpoint } from './captioners/endpoint/test-endpoint.ts';
import { createModelLibrary } from './captioners/models/model-library.ts';
import type { EngineHost } from './engine-host.ts';
import { isThere } from './files/is-there.ts';
import { resolveUserPath } from './files/resolve-path.ts';
import { createRouter, type EngineRouter } from './rpc/router.ts';
import { checkFlow, type NodeLibrary } from './run/index.ts';
import { createServing, type Serving } from './serving/serving.ts';
import { assembleProject } from './session/assemble-project.ts';
import { EngineSession } from './session/engine-session.ts';
import { createNodeLibrary } from './session/node-library.ts';
import { type Pictures, servePictures } from './session/pictures.ts';
import { readEnvironment } from './session/run-environment.ts';
import { createEndpointBook, membersOf } from './settings/endpoints.ts';
import { createModelFactsBook } from './settings/model-facts-book.ts';
import { openSettingsFile } from './settings/settings-file.ts';
import { SideBySide } from './side-by-side/side-by-side.ts';
import type { ProjectStore } from './store/project-store.ts';
import { createTrainer } from './training/trainer.ts';
import type { TrainerEnvironments } from './training/trainer-environments.ts';

/** What dropped files are for: the open project, one that is to be made of them, or a try of captioners. */
export type DropTarget = 'project' | 'new' | 'try';

/** An engine with all its parts, for one host. */
export interface Engine {
  readonly session: EngineSession;
  /** The contract with its handlers; serve it by `serveMessagePort` or the web server. */
  readonly router: EngineRouter;
  readonly library: NodeLibrary;
  /** The trainer's environment. */
  readonly trainer: TrainerEnvironments;
  /** Models that are served by processes of the app. */
  readonly serving: Serving;
  /** Pictures of the open project, for the `ekp:` protocol and the web server. */
  readonly pictures: Pictures;
  /** Absolute folder that takes files dropped on a browser tab: beside the open project, where new projects find them, or with the app's data. */
  dropFolder(target: DropTarget): Promise<string>;
  /** Problems of a flow outside of any project. */
  checkFlow(flow: Flow): Promise<readonly Problem[]>;
  /** Stops the run under way and closes the project. */
  close(): Promise<void>;
}

/** Starts the engine. Nothing is opened, connected or started until it is asked for. */
export async function createEngine(
  host: EngineHost,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Engine> {
  const settings = openSettingsFile(host.dataFolder);
  const trainer = createTrainer(host, environment);
  const serving = createServing(host, trainer, environment);
  const served = serving.desk;
  const endpoints = createEndpointBook(settings, host.keychain, environment, served);
  const models = createModelLibrary(host, settings);
  const pools = createEndpointPools(settings, endpoints);
  const captioners = createCaptionerService({
    host,
    settings,
    models,
    endpoints: pools,
    served,
    environment,
  });
  const library = createNodeLibrary();
  const projectsFolder = async () =>
    (await settings.read()).projectsFolder ?? join(homedir(), 'Documents', 'Ekphrasis');
  const machine = readEnvironment(host);
  const batchAccess = createBatchAccess(settings, endpoints);
  const assemble = (store: ProjectStore) =>
    assembleProject(store, { library, captioners, environment: machine }, batchAccess, trainer);
  const session = new EngineSession({ host, library, assemble, projectsFolder });
  const sideBySide = new SideBySide({ host, library, assemble });
  settings.onChange(() => sideBySide.changed());
  const testNamed = async (endpoint: { url: string; name?: string; key?: string }) => {
    const { url, name, key } = endpoint;
    if (key !== undefined || name === undefined) return testEndpoint(url, key);
    const known = await endpoints.find(name);
    const first = known && membersOf(known).some((one) => one.url === url) ? known.url : url;
    return testEndpoint(url, await endpoints.keyFor({ name, url: first }, url));
  };
  return {
    session,
    router: createRouter({
      session,
      settings,
      captioners: { endpoints, models, findServers, testEndpoint: testNamed },
      endpoints: { pools, facts: createModelFactsBook(settings) },
      sideBySide,
      trainer: trainer.environments,
      serving,
    }),
    library,
    trainer: trainer.environments,
    serving,
    pictures: servePictures(
      (image) => sideBySide.pictures.imagesOf(image) ?? session.requireProject().parts.images,
      session.recent,
    ),
    dropFolder: async (target) => {
      if (target === 'try') return sideBySide.pictures.dropFolder;
      const project = target === 'new' ? undefined : session.project?.store.path;
      if (project === undefined) return join(await projectsFolder(), 'Dropped pictures');
      return join(`${project.replace(/\.ekp$/i, '')}.files`, 'dropped');
    },
    checkFlow: (flow) =>
      checkFlow(
        { library, captioners, pathExists: (path) => isThere(resolveUserPath(path, process.cwd())) },
        flow,
      ),
    close: async () => {
      await sideBySide.close();
      await session.shutDown();
      await serving.desk.close();
      trainer.close();
    },
  };
}
