import { watchBatches } from '../captioners/batch/watch-batches.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { planProjectBatches } from '../session/plan-project-batches.ts';
import { api } from './implementer.ts';

export function providerBatchHandlers(engine: EngineSession) {
  const desk = () => engine.requireProject().parts.batches;
  /** Of the user's own project: another process's batches are only looked at. */
  const ownDesk = () => {
    engine.requireProject().requireWritable();
    return desk();
  };
  return api.providerBatch.router({
    list: api.providerBatch.list.handler(() => desk().list()),
    watch: api.providerBatch.watch.handler(({ signal }) => watchBatches(desk(), signal)),
    refresh: api.providerBatch.refresh.handler(async () => {
      await ownDesk().refresh();
      return desk().list();
    }),
    cancel: api.providerBatch.cancel.handler(async ({ input }) => {
      await ownDesk().cancel(input.id);
      return desk().list();
    }),
    dismiss: api.providerBatch.dismiss.handler(async ({ input }) => {
      await ownDesk().dismiss(input.id);
      return desk().list();
    }),
    failures: api.providerBatch.failures.handler(({ input }) => desk().failures(input.id)),
    plan: api.providerBatch.plan.handler(() => planProjectBatches(engine.requireProject())),
  });
}
