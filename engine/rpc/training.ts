import type { EngineSession } from '../session/engine-session.ts';
import { preflightNode } from '../session/training-preflight.ts';
import type { TrainerEnvironments } from '../training/trainer-environments.ts';
import { api } from './implementer.ts';

export function trainingHandlers(engine: EngineSession, environments: TrainerEnvironments) {
  const desk = () => engine.requireProject().parts.training;
  const studies = () => engine.requireProject().parts.studies;
  /** Of the user's own project: another process's jobs are only looked at. */
  const ownDesk = () => {
    engine.requireProject().requireWritable();
    return desk();
  };
  const { environment, jobs, sweeps } = api.training;
  return api.training.router({
    environment: {
      watch: environment.watch.handler(({ signal }) => environments.watch(signal)),
      get: environment.get.handler(() => environments.get()),
      setUp: environment.setUp.handler(() => environments.setUp()),
      cancel: environment.cancel.handler(() => environments.cancel()),
      remove: environment.remove.handler(() => environments.remove()),
    },
    jobs: {
      list: jobs.list.handler(() => desk().list()),
      watchList: jobs.watchList.handler(({ signal }) => desk().watchList(signal)),
      get: jobs.get.handler(({ input }) => desk().get(input.key)),
      watch: jobs.watch.handler(({ input, signal }) => desk().watch(input.key, signal)),
      curve: jobs.curve.handler(({ input }) => desk().curve(input.key, input.have, input.mostPoints)),
      evaluations: jobs.evaluations.handler(({ input }) => desk().evaluations(input.key)),
      log: jobs.log.handler(({ input }) => desk().log(input.key, input.lines)),
      pause: jobs.pause.handler(({ input }) => ownDesk().pause(input.key)),
      stop: jobs.stop.handler(({ input }) => ownDesk().stop(input.key)),
      goOn: jobs.goOn.handler(({ input }) => ownDesk().goOn(input.key)),
      saveCheckpoint: jobs.saveCheckpoint.handler(({ input }) => ownDesk().saveCheckpoint(input.key)),
      remove: jobs.remove.handler(({ input }) => ownDesk().remove(input.key)),
    },
    sweeps: {
      list: sweeps.list.handler(() => studies().sweeps()),
      watchList: sweeps.watchList.handler(({ signal }) => studies().watchSweeps(signal)),
    },
    preflight: api.training.preflight.handler(({ input, signal }) =>
      preflightNode(engine.requireProject(), input.node, input.probe, signal),
    ),
  });
}
