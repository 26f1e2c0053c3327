import { UserError } from '../../core/errors.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { api } from './implementer.ts';

export function projectHandlers(engine: EngineSession) {
  const info = async () => (await engine.project?.info()) ?? null;
  return api.project.router({
    get: api.project.get.handler(info),
    create: api.project.create.handler(async ({ input }) => (await engine.create(input)).info()),
    draft: api.project.draft.handler(({ input }) => engine.draft(input)),
    createNamed: api.project.createNamed.handler(async ({ input }) =>
      (await engine.createNamed(input.name, input.flow)).info(),
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
    recent: api.project.recent.handler(() => engine.recentProjects()),
    forget: api.project.forget.handler(async ({ input }) => {
      await engine.recent.forget(input.path);
      return engine.recentProjects();
    }),
    templates: api.project.templates.handler(() => engine.templates()),
    saveTemplate: api.project.saveTemplate.handler(({ input }) =>
      engine.saveTemplate(input.title, input.summary),
    ),
    removeTemplate: api.project.removeTemplate.handler(({ input }) => engine.removeTemplate(input.id)),
    log: api.project.log.handler(() => engine.requireProject().log()),
    watch: api.project.watch.handler(({ signal }) => engine.watch(signal)),
  });
}
