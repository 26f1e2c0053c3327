import { UserError } from '../../core/errors.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { api } from './implementer.ts';

export function projectHandlers(engine: EngineSession) {
  const info = async () => (await engine.project?.info()) ?? null;
  return api.project.router({
    get: api.project.get.handler(info),
    create: api.project.create.handler(async ({ input }) => (await engine.create(input)).info()),
    createFromFolder: api.project.createFromFolder.handler(async ({ input }) =>
      (await engine.createFromFolder(input.folder, input.template)).info(),
    ),
    open: api.project.open.handler(async ({ input }) => (await engine.open(input.path)).info()),
    openSample: api.project.openSample.handler(async () => (await engine.openSample()).info()),
    close: api.project.close.handler(() => engine.close()),
    rename: api.project.rename.handler(async ({ input }) => {
      const project = engine.requireProject();
      project.requireWritable();
      const name = input.name.trim();
      if (name === '')
        throw new UserError('USAGE', 'A project needs a name.', {
          remedy: 'Type one, or keep the one it has.',
        });
      project.store.meta.rename(name);
      return project.publishInfo();
    }),
    setCap: api.project.setCap.handler(async ({ input }) =>
      engine.requireProject().setCap(input.capUsd ?? undefined),
    ),
    recent: api.project.recent.handler(() => engine.recent()),
    templates: api.project.templates.handler(() => engine.templates()),
    log: api.project.log.handler(() => engine.requireProject().log()),
    watch: api.project.watch.handler(({ signal }) => engine.watch(signal)),
  });
}
