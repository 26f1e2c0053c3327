import { readClip } from '../../core/flow-clip.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { previewPrompt } from '../session/preview-prompt.ts';
import { api } from './implementer.ts';

export function flowHandlers(engine: EngineSession) {
  const project = () => engine.requireProject();
  return api.flow.router({
    get: api.flow.get.handler(() => project().flowState()),
    edit: api.flow.edit.handler(({ input }) => project().edit(input.edits, input.label, input.merge)),
    undo: api.flow.undo.handler(() => project().undo()),
    redo: api.flow.redo.handler(() => project().redo()),
    history: api.flow.history.handler(() => project().store.flow.history()),
    readClip: api.flow.readClip.handler(({ input }) => readClip(input.text) ?? null),
    nodeTypes: api.flow.nodeTypes.handler(() => [...engine.library.catalog.values()]),
    previewPrompt: api.flow.previewPrompt.handler(({ input }) => previewPrompt(project(), input)),
  });
}
