import type { EngineSession } from '../session/engine-session.ts';
import { changeImpact } from '../session/impact/change-impact.ts';
import { pastValues } from '../session/impact/past-values.ts';
import { api } from './implementer.ts';

export function impactHandlers(engine: EngineSession) {
  return api.impact.router({
    ofChange: api.impact.ofChange.handler(
      async ({ input }) => (await changeImpact(engine.requireProject(), input.node, input.edits)) ?? null,
    ),
    pastValues: api.impact.pastValues.handler(({ input }) => pastValues(engine.requireProject(), input.node)),
  });
}
