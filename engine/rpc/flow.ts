import { readClip } from '../../core/flow-clip.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { notKept, restoreRevision, revisionFlow } from '../session/flow-revisions.ts';
import { previewPrompt } from '../session/preview-prompt.ts';
import { api } from './implementer.ts';

export function flowHandlers(engine: EngineSession) {
  const project = () => engine.requireProject();
  return api.flow.router({
    get: api.flow.get.handler(() => project().flowState()),
    update: api.flow.update.handler(({ input }) => project().flowAnswer(input.since)),
    edit: api.flow.edit.handler(({ input }) => {
      project().edit(input.edits, input.label, input.merge);
      return project().flowAnswer(input.since);
    }),
    undo: api.flow.undo.handler(({ input }) => {
      project().travel((history) => history.undo());
      return project().flowAnswer(input.since);
    }),
    redo: api.flow.redo.handler(({ input }) => {
      project().travel((history) => history.redo());
      return project().flowAnswer(input.since);
    }),
    jump: api.flow.jump.handler(({ input }) => {
      if (!project().travel((history) => history.jump(input.revision))) throw notKept();
      return project().flowAnswer(input.since);
    }),
    history: api.flow.history.handler(() => project().store.flow.history()),
    readClip: api.flow.readClip.handler(({ input }) => readClip(input.text) ?? null),
    revision: api.flow.revision.handler(({ input }) => revisionFlow(project(), input.revision)),
    restore: api.flow.restore.handler(({ input }) => {
      restoreRevision(project(), input.revision);
      return project().flowAnswer(input.since);
    }),
    nameRevision: api.flow.nameRevision.handler(({ input }) => {
      project().requireWritable();
      project().store.flow.nameRevision(input.revision, input.name.trim());
    }),
    nodeTypes: api.flow.nodeTypes.handler(() => [...engine.library.catalog.values()]),
    previewPrompt: api.flow.previewPrompt.handler(({ input }) => previewPrompt(project(), input)),
  });
}
