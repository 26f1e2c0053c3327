import { UserError } from '../../core/errors.ts';
import type { OutcomeRecord } from '../../core/run.ts';
import type { EngineSession } from '../session/engine-session.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { api } from './implementer.ts';

export function runHandlers(engine: EngineSession) {
  const run = () => engine.requireProject().runs.require();
  return api.run.router({
    start: api.run.start.handler(async ({ input }) =>
      (await engine.requireProject().startRun(input)).progress(),
    ),
    pause: api.run.pause.handler(() => run().pause()),
    resume: api.run.resume.handler(() => run().resume()),
    stop: api.run.stop.handler(() => run().stop()),
    current: api.run.current.handler(() => engine.requireProject().runs.current()),
    list: api.run.list.handler(() => engine.requireProject().store.runs.list()),
    get: api.run.get.handler(({ input }) => {
      const project = engine.requireProject();
      const current = project.runs.current();
      const progress = current?.id === input.id ? current : project.store.runs.progress(input.id);
      if (progress) return progress;
      throw new UserError('NOT_FOUND', `There is no run ${input.id}.`, { remedy: 'Choose one of the list.' });
    }),
    lastWorked: api.run.lastWorked.handler(
      ({ input }) => engine.requireProject().store.runs.lastWorked(input.node, input.before) ?? null,
    ),
    samples: api.run.samples.handler(({ input }) => samplesOf(engine.requireProject(), input)),
    problems: api.run.problems.handler(({ input }) => {
      const project = engine.requireProject();
      const current = project.runs.current();
      return current ? project.store.runs.problems(current.id, input.node) : [];
    }),
    live: api.run.live.handler(({ input }) => engine.requireProject().runs.latestCaptions(input.limit)),
  });
}

interface SamplesQuery {
  readonly node: string;
  readonly port?: string;
  readonly outcome?: OutcomeRecord['outcome'];
  readonly limit: number;
}

/** Rejected and failed samples are all stored; of the kept ones only the latest. */
function samplesOf(project: ProjectSession, query: SamplesQuery): readonly OutcomeRecord[] {
  const { node, port, outcome, limit } = query;
  const current = project.runs.current();
  if (current && (outcome === 'rejected' || outcome === 'failed'))
    return project.store.runs.exceptions(current.id, { node, outcome, limit });
  return project.runs
    .latestOutcomes(node)
    .filter((record) => outcome === undefined || record.outcome === outcome)
    .filter((record) => port === undefined || record.port === port)
    .slice(0, limit);
}
