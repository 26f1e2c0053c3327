import type { EngineSession } from '../session/engine-session.ts';
import {
  carryCaptionsOver,
  changedPictures,
  leaveChangedPictures,
  listFailures,
  skipSamples,
  unskipSamples,
} from '../session/failed-samples.ts';
import { api } from './implementer.ts';

export function failureHandlers(engine: EngineSession) {
  return api.failure.router({
    list: api.failure.list.handler(({ input }) => listFailures(engine.requireProject(), input)),
    skip: api.failure.skip.handler(({ input }) => ({ count: skipSamples(engine.requireProject(), input) })),
    unskip: api.failure.unskip.handler(({ input }) => ({
      count: unskipSamples(engine.requireProject(), input),
    })),
    changed: api.failure.changed.handler(() => changedPictures(engine.requireProject())),
    carryOver: api.failure.carryOver.handler(({ input }) => ({
      count: carryCaptionsOver(engine.requireProject(), input.group),
    })),
    leaveChanged: api.failure.leaveChanged.handler(() => ({
      count: leaveChangedPictures(engine.requireProject()),
    })),
    retry: api.failure.retry.handler(async ({ input }) =>
      (await engine.requireProject().startRun({ retry: input })).progress(),
    ),
  });
}
