import { budgetState } from '../session/budget-state.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { api } from './implementer.ts';

export function budgetHandlers(engine: EngineSession) {
  return api.budget.router({
    get: api.budget.get.handler(() => budgetState(engine.requireProject().store)),
    settleLeftBehind: api.budget.settleLeftBehind.handler(async ({ input }) => {
      const project = engine.requireProject();
      project.requireWritable();
      project.store.budget.settleLeftBehind(input.usd);
      await project.publishInfo();
      return budgetState(project.store);
    }),
  });
}
