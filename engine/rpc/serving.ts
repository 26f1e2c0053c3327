import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { resolveUserPath } from '../files/resolve-path.ts';
import type { ServerDesk } from '../serving/server-desk.ts';
import type { ServingPackages } from '../serving/serving-packages.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { api } from './implementer.ts';

/** Servers of models, and what they need. */
export interface ServingAdmin {
  readonly desk: ServerDesk;
  readonly packages: ServingPackages;
}

export function servingHandlers({ desk, packages }: ServingAdmin, engine: EngineSession) {
  const { serving } = api;
  return serving.router({
    list: serving.list.handler(() => desk.list()),
    watch: serving.watch.handler(({ signal }) => desk.watch(signal)),
    serve: serving.serve.handler(async ({ input: { model, title, settings } }) => {
      const found = 'digest' in model ? ownModel(engine, model.digest) : namedFolder(engine, model.folder);
      const server = await desk.serve(found.folder, title ?? found.title, givenOf(settings));
      await desk.start(server.name);
      return (await desk.list()).find(({ name }) => name === server.name) ?? server;
    }),
    start: serving.start.handler(({ input }) => desk.start(input.name)),
    stop: serving.stop.handler(({ input }) => desk.stop(input.name)),
    change: serving.change.handler(({ input }) => desk.change(input.name, givenOf(input.settings))),
    remove: serving.remove.handler(({ input }) => desk.remove(input.name)),
    log: serving.log.handler(({ input }) => desk.log(input.name, input.lines)),
    environment: {
      watch: serving.environment.watch.handler(({ signal }) => packages.watch(signal)),
      get: serving.environment.get.handler(() => packages.get()),
      setUp: serving.environment.setUp.handler(() => packages.setUp()),
      cancel: serving.environment.cancel.handler(() => packages.cancel()),
    },
  });
}

/** A model that the open project's trainings have made. Throws NOT_FOUND. */
function ownModel(engine: EngineSession, digest: string) {
  const { store, parts } = engine.requireProject();
  const artifact = store.artifacts.list().find((one) => one.kind === 'model' && one.digest === digest);
  if (artifact) return { folder: parts.training.modelOf(artifact).folder, title: artifact.title };
  throw new UserError('NOT_FOUND', 'This project has no such model.', {
    remedy: 'Run the training node again.',
  });
}

/** Relative folders start at the open project, as everywhere else. */
function namedFolder(engine: EngineSession, given: string) {
  const base = engine.project ? path.dirname(engine.project.store.path) : process.cwd();
  const folder = resolveUserPath(given, base);
  return { folder, title: path.basename(folder) };
}

/** Fields that are absent stay absent: `undefined` would take the place of what is set. */
function givenOf<T extends object>(settings: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
