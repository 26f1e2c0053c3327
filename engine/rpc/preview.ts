import type { EngineSession } from '../session/engine-session.ts';
import { api } from './implementer.ts';

export function previewHandlers(engine: EngineSession) {
  const project = () => engine.requireProject();
  return api.preview.router({
    pin: api.preview.pin.handler(({ input }) => project().previews.pin(input)),
    follow: api.preview.follow.handler(({ signal }) => project().previews.follow(signal ?? never())),
    ask: api.preview.ask.handler(({ input }) => project().previews.ask(input.node)),
    trace: api.preview.trace.handler(({ input, signal }) => project().trace(input, signal ?? never())),
  });
}

function never(): AbortSignal {
  return new AbortController().signal;
}
