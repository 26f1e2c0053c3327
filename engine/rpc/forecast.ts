import { UserError } from '../../core/errors.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { trialOptions } from '../session/run-forecasts.ts';
import { api } from './implementer.ts';

export function forecastHandlers(engine: EngineSession) {
  return api.forecast.router({
    start: api.forecast.start.handler(async ({ input }) => {
      const project = engine.requireProject();
      return (await project.startRun(trialOptions(project.parts, input))).progress();
    }),
    latest: api.forecast.latest.handler(({ input }) => {
      const { store } = engine.requireProject();
      return store.forecasts.latest(store.flow.revision(), input.to) ?? null;
    }),
    underWay: api.forecast.underWay.handler(({ signal }) => {
      const project = engine.requireProject();
      return project.forecasts.underWay(project.runs.require(), signal ?? new AbortController().signal);
    }),
    of: api.forecast.of.handler(({ input }) => {
      const project = engine.requireProject();
      const current = project.runs.current();
      const run = current?.id === input.run ? current : project.store.runs.progress(input.run);
      if (run) return project.forecasts.report(run) ?? null;
      throw new UserError('NOT_FOUND', `There is no run ${input.run}.`, {
        remedy: 'Choose one of the list.',
      });
    }),
  });
}
